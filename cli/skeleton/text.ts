/** Text of skeletons: comments that keep their width, and whole files. */
import type { Plan } from './shape';

const WIDTH = 116;

/** Words in lines of at most `width` characters. */
export function wrapped(text: string, width = WIDTH): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Code with a comment: behind it where there is room, else in lines above. */
export function noted(code: string, comment: string, open: string, close = ''): readonly string[] {
  if (comment === '') return [code];
  const behind = `${code} ${open} ${comment}${close}`;
  if (behind.length <= WIDTH && !code.includes('\n')) return [behind];
  const indent = /^ */.exec(code)?.[0] ?? '';
  const lines = wrapped(comment, WIDTH - indent.length - open.length - close.length - 1);
  return close === ''
    ? [...lines.map((line) => `${indent}${open.trimStart()} ${line}`), code]
    : [`${indent}${open} ${lines.join(`\n${indent}   `)}${close}`, code];
}

/** What stands in a file that is made of the schema. */
export function generatedNote({ machine, profile, version }: Plan): string {
  return (
    `Operations, events and outcomes of ${machine}/${profile}, made by "hvspec new-adapter" of the schema of hvspec ` +
    `${version}. Leave it as it is: a new schema gives a new one.`
  );
}

/** What stands in the file that is the author's. */
export function ownNote({ machine, profile }: Plan): string {
  return `An adapter of hvspec for ${machine}/${profile}. What says TODO is yours to write; the doctor says what is left.`;
}

/** The choices that an author may have to make, as `fpac_il = set (the default) or clear`. */
export function choicesNote({ choices }: Plan): readonly string[] {
  return Object.entries(choices).map(
    ([name, [first = '', ...others]]) => `${name} = ${[`${first} (the default)`, ...others].join(' or ')}`,
  );
}

/** Lines with a last line break. */
export function file(...lines: readonly (string | readonly string[])[]): string {
  return `${lines.flat().join('\n').trimEnd()}\n`;
}
