/** Protection changes as the command line and files give them. */
import { parseU64 } from '../../../model/core/u64';
import { MapError } from '../../../model/mktme/direct-map';

export interface Change {
  /** As it was given. */
  readonly text: string;
  /** Physical address of the first page. */
  readonly pa: bigint;
  readonly pages: number;
  readonly set: bigint;
  readonly clear: bigint;
}

const NX = 1n << 63n;
const WORDS: Readonly<Record<string, readonly [bigint, bigint]>> = {
  ro: [0n, 2n],
  rw: [2n, 0n],
  x: [0n, NX],
  nx: [NX, 0n],
  uc: [0x10n, 0n],
  wb: [0n, 0x98n],
  np: [0n, 1n],
};

/**
 * `ro:0x205000` or `ro:0x205000+3`: what, the physical address of the first page, how many pages.
 * @throws MapError
 */
export function changeOf(text: string): Change {
  const match = /^([a-z]+):(0x[0-9a-fA-F_]+)(?:\+(\d+|0x[0-9a-fA-F]+))?$/.exec(text);
  const how = `write what:address or what:address+pages, as in ro:0x205000+3 (${Object.keys(WORDS).join(', ')})`;
  const word = match?.[1] === undefined ? undefined : wordOf(match[1]);
  if (!match || word === undefined) throw new MapError(`"${text}" is no change: ${how}`);
  const pa = parseU64(match[2] as string);
  const pages = Number(match[3] ?? 1);
  if (pa % 4096n !== 0n)
    throw new MapError(`"${text}": ${match[2] as string} is not the address of a page: ${how}`);
  if (pages < 1 || pages > 1 << 22)
    throw new MapError(`"${text}": 1 to ${1 << 22} pages can be changed at once`);
  return { text, pa, pages, set: word[0], clear: word[1] };
}

function wordOf(name: string): readonly [bigint, bigint] | undefined {
  return Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
}

/** One change a line; empty lines and what follows a # are passed over. @throws MapError */
export function changesOf(text: string): readonly Change[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map(changeOf);
}
