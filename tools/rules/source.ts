/** Where a requirement comes from, as the lines under its Rule say it: with links that can be followed. */

const WIDTH = 110;
const MESSAGE_ID = /(?<![\w/.+$-])[\w.+$-]+@[\w.-]+\w/g;
const KERNEL_FILE =
  /(?<![\w/.])(?:arch|Documentation|drivers|fs|include|kernel|lib|mm|tools|virt)\/[\w./-]+\.(?:c|h|S|rst|txt)\b/g;

/**
 * A source with its Message-IDs and kernel files as links.
 * @param tree the kernel's tag at which files are shown, as in `v6.12`
 */
export function linked(source: string, tree: string): string {
  return source
    .replace(MESSAGE_ID, (id) => `https://lore.kernel.org/r/${id}`)
    .replace(KERNEL_FILE, (file) => `https://github.com/torvalds/linux/blob/${tree}/${file}`);
}

/** Whether a reader can follow it: a link, a manual with its chapter, or a recording that is here. */
export function isTraceable(source: string): boolean {
  return /https:\/\/\S|\b(?:SDM|APM|Arm ARM|TLFS)\b.*,|\brecordings\/\S/.test(source);
}

/** The lines of the `Source:` paragraph, without indent. */
export function sourceLines(source: string, tree: string): readonly string[] {
  const lines: string[] = [];
  for (const word of `Source: ${linked(source, tree)}`.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
