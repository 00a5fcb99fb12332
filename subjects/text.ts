/** Text that came from outside, made fit to be shown: no control characters, no endless lines. */

/** C0, DEL, C1, line and paragraph separators, bidirectional marks, zero-width ones and lone surrogates. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * One line of text that cannot move a cursor, set a colour or reverse the reading order: each such character
 * becomes its escape (`\n`, `\x1b`, `\u202e`), and what is longer than `max` characters is cut and says so.
 */
export function printable(text: string, max = 200): string {
  const kept = text.slice(0, max).replace(UNSAFE, escaped);
  return text.length > max ? `${kept}… (${text.length} characters in all)` : kept;
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return (
    NAMED[character] ??
    (code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`)
  );
}

/** A JSON value, or `undefined`, as printable text of at most `max` characters (and a remark if there was more). */
export function sample(value: unknown, max = 120): string {
  if (value === undefined) return 'nothing';
  try {
    return printable(JSON.stringify(value), max);
  } catch {
    // JSON.parse reads any depth, JSON.stringify runs out of stack.
    return 'a value nested too deeply to show';
  }
}

/**
 * The name among `known` that `given` was probably meant to be, or null; about a third of it may be wrong. Of names
 * that are equally near, one that has the same numbers (`1` for `01`) comes first.
 */
export function nearest(given: string, known: readonly string[]): string | null {
  const word = given.slice(0, 64).toLowerCase();
  const plain = (text: string): string => text.toLowerCase().replace(/(?<!\d)0+(?=\d)/g, '');
  const ranked = known
    .map((name) => ({
      name,
      distance: editDistance(word, name.toLowerCase()),
      other: plain(word) === plain(name) ? 0 : 1,
    }))
    .sort((a, b) => a.distance - b.distance || a.other - b.other);
  const best = ranked[0];
  return best && best.distance <= Math.ceil(best.name.length / 3) ? best.name : null;
}

/** How many single characters have to be inserted, removed or exchanged. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const exchanged = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(exchanged, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
