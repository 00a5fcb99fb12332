/** Where things lie: addresses, frames and KeyIDs of one booted machine. */
import { Misuse } from '../core/machine';
import { addressIn, pageNumber } from '../core/page';
import { u64 } from '../core/u64';
import { FRAME_AREA, isNone, isPresent, LEVEL_OF, PAGES, SIZE_OF } from './bits';
import type { Config, Leaf } from './types';

export interface Geometry {
  readonly levels: 4 | 5;
  /** Number of the first page of the canonical mapping: address bits 47:12, or 56:12 with 5 levels. */
  readonly base: number;
  /** Size of one direct mapping, in pages. */
  readonly dm: number;
  readonly keyidBits: number;
  readonly shift: bigint;
  readonly keyMask: bigint;
  readonly frameMask: bigint;
  readonly supported: bigint;
  readonly gbpages: boolean;
}

/** One leaf, or a run of them, where it lies; `page` as in {@link Geometry.base}. */
export interface Placed {
  readonly page: number;
  readonly level: number;
  readonly n: number;
  readonly entry: bigint;
}

/** KeyID bits are the highest of the physical address (MKTME-38); below them is the frame. */
export function keyidLayout(
  keyidBits: number,
  physBits: number,
): Pick<Geometry, 'keyidBits' | 'shift' | 'keyMask' | 'frameMask'> {
  const shift = BigInt(physBits - keyidBits);
  const keyMask = ((1n << BigInt(keyidBits)) - 1n) << shift;
  return { keyidBits, shift, keyMask, frameMask: FRAME_AREA & ~(-1n << shift) };
}

/** KeyIDs beside KeyID 0. */
export function keyidsOf(keyidBits: number): number {
  return 2 ** keyidBits - 1;
}

/** __PHYSICAL_MASK_SHIFT: the most physical address bits that any CPU has, however many this one has. */
const PHYSICAL_BITS = 52n;

/** The bits of a physical address that are no KeyID's (MKTME-39). */
export function physicalMask(keyMask: bigint): bigint {
  return ((1n << PHYSICAL_BITS) - 1n) & ~keyMask;
}

/** The variables that tell where the KeyIDs are: all of them 0 where there are none. */
export function keyidVariables({ keyidBits, shift, keyMask }: Geometry): {
  readonly shift: bigint;
  readonly keyMask: bigint;
  readonly physicalMask: bigint;
} {
  return { shift: keyidBits === 0 ? 0n : shift, keyMask, physicalMask: physicalMask(keyMask) };
}

/** @throws RangeError where the configuration is no machine */
export function geometryOf(config: Config): Geometry {
  const { levels, keyid_bits: keyidBits, phys_bits: physBits } = config;
  if (
    config.direct_mapping_size < 1n << 40n ||
    (config.direct_mapping_size & (config.direct_mapping_size - 1n)) !== 0n
  ) {
    throw new RangeError(
      `direct_mapping_size is 0x${config.direct_mapping_size.toString(16)}: a power of two of at least 1 TiB`,
    );
  }
  if (config.page_offset % (1n << 30n) !== 0n)
    throw new RangeError('page_offset has to lie on a 1 GiB border');
  return {
    levels,
    base: pageOf(levels, config.page_offset),
    dm: Number(config.direct_mapping_size >> 12n),
    ...keyidLayout(keyidBits, physBits),
    supported: config.supported_mask ?? u64(-1n),
    gbpages: config.gbpages,
  };
}

/** Bits of an address that count; those above are as the highest of them. */
const ADDRESS_BITS = { 4: 48, 5: 57 } as const;

/** The number of an address's page. */
export function pageOf(levels: 4 | 5, va: bigint): number {
  return pageNumber(va, ADDRESS_BITS[levels]);
}

/** The canonical address of a page. */
export function addressOf(levels: 4 | 5, page: number): bigint {
  return addressIn(page, 0, ADDRESS_BITS[levels]);
}

/** The entry of a leaf. Frames of non-present entries are stored inverted. */
export function entryOf(geo: Geometry, { pfn, flags, keyid }: Pick<Leaf, 'pfn' | 'flags' | 'keyid'>): bigint {
  const frame = pfn << 12n;
  const key = BigInt(keyid ?? 0) << geo.shift;
  if (isPresent(flags)) return flags | frame | key;
  return pfn === 0n && isNone(flags) ? flags : flags | (~frame & geo.frameMask) | key;
}

/** An entry as the kernel writes it: what is present holds supported bits alone (massage_pgprot()). */
export function massaged({ supported }: Geometry, entry: bigint): bigint {
  return isPresent(entry) ? entry & (supported | FRAME_AREA) : entry;
}

/** The frame number of an entry that does not count as absent. */
export function frameOf(geo: Geometry, entry: bigint): bigint {
  return ((isPresent(entry) ? entry : ~entry) & geo.frameMask) >> 12n;
}

/** A placed run as the protocol writes it. `keyid` is left out for KeyID 0 outside of copies. */
export function leafOf(geo: Geometry, { page, level, n, entry }: Placed): Leaf {
  const keyid = Number((entry & geo.keyMask) >> geo.shift);
  return {
    va: addressOf(geo.levels, page),
    level: SIZE_OF[level] as Leaf['level'],
    pfn: frameOf(geo, entry),
    flags: entry & ~FRAME_AREA,
    ...(keyid === 0 ? {} : { keyid }),
    ...(n === 1 ? {} : { n }),
  };
}

/** @throws Misuse where a leaf does not begin at a border of its size */
export function placedOf(geo: Geometry, leaf: Leaf): Placed {
  const page = pageOf(geo.levels, leaf.va);
  const level = LEVEL_OF[leaf.level];
  if (addressOf(geo.levels, page) !== (leaf.va & ~0xfffn))
    throw new Misuse(`0x${leaf.va.toString(16)} is no canonical address of ${geo.levels} levels`);
  if ((leaf.va & 0xfffn) !== 0n || page % (PAGES[level] as number) !== 0)
    throw new Misuse(
      `a leaf of ${leaf.level} begins at a border of its size, and not at 0x${leaf.va.toString(16)}`,
    );
  return { page, level, n: leaf.n ?? 1, entry: entryOf(geo, leaf) };
}

/** First page of the copy of a KeyID; KeyID 0 is the canonical mapping. */
export function copyBase(geo: Geometry, keyid: number): number {
  return geo.base + keyid * geo.dm;
}

/** Pages of a placed run. */
export function extent({ level, n }: Placed): number {
  return n * (PAGES[level] as number);
}
