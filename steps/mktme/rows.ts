/** Leaves as rows of a table, and their flags in words. */
import { hex, parseU64 } from '../../model/core/u64';
import type { Leaf } from '../../model/mktme/types';
import { Cells } from '../phrases/cells';
import type { Layout } from './places';
import { addressOf, placeAt, placeOf, textOfPlace } from './places';

const NX = 1n << 63n;
const PRESENT = 1n;
const GLOBAL = 0x100n;
/** The size bit of large leaves. */
const PSE = 0x80n;
/** present, writable, accessed, dirty, global, not executable; large leaves have the size bit too. */
const SMALL = 0x163n | NX;

/** What a protection sets and clears. */
export interface Change {
  readonly set: bigint;
  readonly clear: bigint;
}

/** Protections that a cell or a step may name; several words may stand in one cell. */
export const CHANGES = {
  rw: { set: 2n, clear: 0n },
  ro: { set: 0n, clear: 2n },
  x: { set: 0n, clear: NX },
  nx: { set: NX, clear: 0n },
  uc: { set: 0x10n, clear: 0n },
  wb: { set: 0n, clear: 0x98n },
  np: { set: 0n, clear: PRESENT },
  p: { set: PRESENT, clear: 0n },
} as const satisfies Readonly<Record<string, Change>>;

/** An entry of accessed and dirty bits, and nothing else. */
const ACCESSED_DIRTY = { words: 'accessed and dirty alone', flags: 0x60n };

/** Flags of a leaf in words: `rw`, `ro uc`, `np` (as the page-attribute code leaves it), or in hexadecimal. */
export function flagsOf(words: string, level: Leaf['level']): bigint {
  if (words.startsWith('0x')) return parseU64(words);
  if (words === ACCESSED_DIRTY.words) return ACCESSED_DIRTY.flags;
  const size = level === '4k' ? 0n : PSE;
  const flags = words.split(' ').reduce((now, word) => {
    const { set, clear } = changeOf(word);
    return (now & ~clear) | set;
  }, SMALL | size);
  return (flags & PRESENT) === 0n ? flags & ~(GLOBAL | size) : flags;
}

/** @throws RangeError on a word that is no protection */
export function changeOf(word: string): Change {
  const change = Object.entries(CHANGES).find(([name]) => name === word)?.[1];
  if (!change) throw new RangeError(`"${word}" is no protection: ${Object.keys(CHANGES).join(', ')}`);
  return change;
}

/** The word for a protection; null where there is none. */
export function wordOfChange({ set, clear }: Change): string | null {
  return Object.entries(CHANGES).find(([, one]) => one.set === set && one.clear === clear)?.[0] ?? null;
}

const FLAG_WORDS = ['rw', 'ro', 'rw x', 'ro x', 'rw uc', 'ro uc', 'rw np', 'ro np', 'ro x uc', 'rw x uc'];

/** The inverse of {@link flagsOf}: hexadecimal where no words fit. */
export function flagWords(flags: bigint, level: Leaf['level']): string {
  return FLAG_WORDS.find((words) => flagsOf(words, level) === flags) ?? hex(flags);
}

const LEVELS = ['4k', '2m', '1g'] as const;
/** The bytes that a leaf maps. */
export const SPAN: Readonly<Record<Leaf['level'], bigint>> = {
  '4k': 1n << 12n,
  '2m': 1n << 21n,
  '1g': 1n << 30n,
};

/** @throws RangeError on a text that is no size of a leaf */
export function levelOf(text: string): Leaf['level'] {
  const level = LEVELS.find((one) => one === text);
  if (level === undefined) throw new RangeError(`"${text}" is no size of a leaf: ${LEVELS.join(', ')}`);
  return level;
}

export type Row = Readonly<Record<string, string>>;
const COLUMNS = ['at', 'size', 'count', 'frame', 'flags', 'keyid'];

/** A row `at | size | count | frame | flags | keyid` as a leaf; frames follow the address unless given. */
export function leafOfRow(layout: Layout, row: Row, keyid = 0): Leaf {
  const strange = Object.keys(row).find((name) => !COLUMNS.includes(name));
  if (strange !== undefined) throw new RangeError(`a leaf has no column "${strange}": ${COLUMNS.join(', ')}`);
  const { at = '', size = '4k', count = '1', frame = '', flags = 'rw', keyid: given } = row;
  const place = placeOf(at);
  const level = levelOf(size);
  const n = Number(count);
  const own = Number(given ?? (place.area === 'C' ? place.keyid : keyid));
  return {
    va: addressOf(layout, place),
    level,
    pfn: frame === '' ? place.offset >> 12n : parseU64(frame),
    flags: flagsOf(flags, level),
    ...(own === 0 ? {} : { keyid: own }),
    ...(n === 1 ? {} : { n }),
  };
}

export function leavesOf(layout: Layout, table: Cells): Leaf[] {
  return table.hashes().map((row) => leafOfRow(layout, row));
}

/** Leaves as a table; with the column of KeyIDs where they are of a copy, or of no mapping. */
export function leafCells(layout: Layout, leaves: readonly Leaf[], keyids = false): Cells {
  const head = COLUMNS.slice(0, keyids ? undefined : -1);
  return new Cells([head, ...leaves.map((leaf) => rowOf(layout, leaf).slice(0, head.length))]);
}

function rowOf(layout: Layout, { va, level, pfn, flags, keyid, n }: Leaf): readonly string[] {
  const at = textOfPlace(placeAt(layout, va));
  return [at, level, String(n ?? 1), hex(pfn), flagWords(flags, level), String(keyid ?? 0)];
}
