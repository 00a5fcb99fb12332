/** Where something lies, in the words of the scenarios: in C, in a copy, in the vmalloc area. */
import { hex, parseU64, u64 } from '../../model/core/u64';
import type { Config } from '../../model/mktme/types';
import type { Word } from '../phrases/word';

/** Where the areas of a machine lie, as far as words need it. */
export type Layout = Pick<Config, 'page_offset' | 'direct_mapping_size'>;

/** Start of the vmalloc area with 4 levels: any other kernel area would do. */
export const VMALLOC = 0xffffc90000000000n;
const VMALLOC_SIZE = 1n << 44n;
/** As many copies as 6 KeyID bits allow, and C. */
const MAPPINGS = 64n;

/** An offset in the mapping of a KeyID, in the vmalloc area, or, with area `none`, an address. */
export interface Place {
  readonly area: 'C' | 'V' | 'none';
  readonly keyid: number;
  readonly offset: bigint;
}

const END_OF_C = 'the end of C';
/** What a place looks like, for patterns of which it is a part. */
export const PLACE = `(?:C\\d*(?:\\+0x[0-9a-f_]+)?|V(?:\\+0x[0-9a-f_]+)?|${END_OF_C}|address 0x[0-9a-f_]+)`;

export const placeWord: Word<Place> = {
  pattern: new RegExp(PLACE),
  forms: `C+0x1000 in the canonical mapping, C2+0x1000 in copy 2, V+0x1000 in the vmalloc area, ${END_OF_C}, address 0x…`,
  read: placeOf,
  write: textOfPlace,
};

/** @throws RangeError on an offset that is no number of 64 bits */
export function placeOf(text: string): Place {
  if (text === END_OF_C) return { area: 'C', keyid: 1, offset: 0n };
  if (text.startsWith('address '))
    return { area: 'none', keyid: 0, offset: parseU64(text.slice('address '.length)) };
  const [name = '', offset = '0x0'] = text.split('+');
  const area = name.startsWith('V') ? 'V' : 'C';
  return { area, keyid: Number(name.slice(1) || '0'), offset: parseU64(offset) };
}

export function textOfPlace({ area, keyid, offset }: Place): string {
  if (area === 'none') return `address ${hex(offset)}`;
  return `${area}${keyid === 0 ? '' : keyid}${offset === 0n ? '' : `+${hex(offset)}`}`;
}

export function addressOf(layout: Layout, { area, keyid, offset }: Place): bigint {
  if (area === 'none') return offset;
  if (area === 'V') return VMALLOC + offset;
  return u64(layout.page_offset + BigInt(keyid) * layout.direct_mapping_size + offset);
}

export function placeAt({ page_offset: base, direct_mapping_size: size }: Layout, va: bigint): Place {
  if (va >= VMALLOC && va < VMALLOC + VMALLOC_SIZE) return { area: 'V', keyid: 0, offset: va - VMALLOC };
  const offset = va - base;
  if (offset < 0n || offset / size > MAPPINGS) return { area: 'none', keyid: 0, offset: va };
  return { area: 'C', keyid: Number(offset / size), offset: offset % size };
}
