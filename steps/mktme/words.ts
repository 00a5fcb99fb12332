/** The words of the MKTME scenarios: places, sizes, flags. No binding here: say.ts speaks them too. */
import { hex, parseU64, u64 } from '../../model/core/u64';
import type { Config, Leaf } from '../../model/mktme/types';

/** Where the areas of a machine lie, as far as words need it. */
export type Layout = Pick<Config, 'page_offset' | 'direct_mapping_size'>;

/** Start of the vmalloc area with 4 levels: any other kernel area would do. */
export const VMALLOC = 0xffffc90000000000n;

/** `C+0x1000` in the canonical mapping, `C2+0x1000` in the copy of KeyID 2, `V+0x1000` in the vmalloc area. */
export interface Place {
  readonly area: 'C' | 'V' | 'none';
  readonly keyid: number;
  readonly offset: bigint;
}

export const PLACE = /C\d*(?:\+0x[0-9a-f_]+)?|V(?:\+0x[0-9a-f_]+)?|the end of C|address 0x[0-9a-f_]+/;

export function placeOf(text: string): Place {
  if (text === 'the end of C') return { area: 'C', keyid: 1, offset: 0n };
  if (text.startsWith('address '))
    return { area: 'none', keyid: 0, offset: parseU64(text.slice('address '.length)) };
  const [name = '', offset = '0x0'] = text.split('+');
  const area = name.startsWith('V') ? 'V' : 'C';
  return { area, keyid: Number(name.slice(1) || '0'), offset: parseU64(offset) };
}

export function addressOfPlace(layout: Layout, { area, keyid, offset }: Place): bigint {
  if (area === 'none') return offset;
  if (area === 'V') return VMALLOC + offset;
  return u64(layout.page_offset + BigInt(keyid) * layout.direct_mapping_size + offset);
}

/** An address as the scenarios write it. */
export function placeText(layout: Layout, va: bigint): string {
  if (va >= VMALLOC && va < VMALLOC + (1n << 44n)) return `V+${hex(va - VMALLOC)}`;
  const offset = va - layout.page_offset;
  const keyid = offset / layout.direct_mapping_size;
  if (offset < 0n || keyid > 64n) return `address ${hex(va)}`;
  return `C${keyid === 0n ? '' : keyid}+${hex(offset % layout.direct_mapping_size)}`;
}

const NX = 1n << 63n;
/** present, writable, accessed, dirty, global, not executable; large leaves have the size bit too. */
const SMALL = 0x163n | NX;
const PSE = 0x80n;

/** Protections that a cell or a step may name; several words may stand in one cell. */
export const CHANGES: Readonly<Record<string, { readonly set: bigint; readonly clear: bigint }>> = {
  rw: { set: 2n, clear: 0n },
  ro: { set: 0n, clear: 2n },
  x: { set: 0n, clear: NX },
  nx: { set: NX, clear: 0n },
  uc: { set: 0x10n, clear: 0n },
  wb: { set: 0n, clear: 0x98n },
  np: { set: 0n, clear: 1n },
};

/** Flags of a leaf in words: `rw`, `ro uc`, `np` (as the page-attribute code leaves it), or in hexadecimal. */
export function flagsOf(words: string, level: Leaf['level']): bigint {
  if (words.startsWith('0x')) return parseU64(words);
  const fresh = level === '4k' ? SMALL : SMALL | PSE;
  const flags = words.split(' ').reduce((now, word) => {
    const change = CHANGES[word];
    if (!change) throw new Error(`"${word}" is no protection: ${Object.keys(CHANGES).join(', ')}`);
    return (now & ~change.clear) | change.set;
  }, fresh);
  return (flags & 1n) === 0n ? flags & ~(0x100n | (level === '4k' ? 0n : PSE)) : flags;
}

/** The inverse of {@link flagsOf}: hexadecimal where no words fit. */
export function flagWords(flags: bigint, level: Leaf['level']): string {
  for (const words of [
    'rw',
    'ro',
    'rw x',
    'ro x',
    'rw uc',
    'ro uc',
    'rw np',
    'ro np',
    'ro x uc',
    'rw x uc',
  ]) {
    if (flagsOf(words, level) === flags) return words;
  }
  return hex(flags);
}

const LEVELS = ['4k', '2m', '1g'] as const;
export const SPAN: Readonly<Record<string, bigint>> = { '4k': 1n << 12n, '2m': 1n << 21n, '1g': 1n << 30n };

export function levelOf(text: string): Leaf['level'] {
  const level = LEVELS.find((one) => one === text.toLowerCase());
  if (level === undefined) throw new Error(`"${text}" is no size of a leaf: ${LEVELS.join(', ')}`);
  return level;
}

type Row = Readonly<Record<string, string>>;
const COLUMNS = new Set(['at', 'size', 'count', 'frame', 'flags', 'keyid']);

/** A row `at | size | count | frame | flags | keyid` as a leaf; frames follow the address unless given. */
export function leafOfRow(layout: Layout, row: Row, keyid = 0): Leaf {
  for (const name of Object.keys(row))
    if (!COLUMNS.has(name)) throw new Error(`a leaf has no column "${name}": ${[...COLUMNS].join(', ')}`);
  const place = placeOf(row['at'] ?? '');
  const level = levelOf(row['size'] ?? '4k');
  const n = Number(row['count'] ?? '1');
  const own = Number(row['keyid'] ?? String(place.area === 'C' ? place.keyid : keyid));
  return {
    va: addressOfPlace(layout, place),
    level,
    pfn: row['frame'] === undefined || row['frame'] === '' ? place.offset >> 12n : parseU64(row['frame']),
    flags: flagsOf(row['flags'] ?? 'rw', level),
    ...(own === 0 ? {} : { keyid: own }),
    ...(n === 1 ? {} : { n }),
  };
}

/** A leaf as a row. */
export function rowOfLeaf(layout: Layout, { va, level, pfn, flags, n }: Leaf): readonly string[] {
  return [placeText(layout, va), level, String(n ?? 1), hex(pfn), flagWords(flags, level)];
}
