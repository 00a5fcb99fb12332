/** Page-table entries as 64-bit values, and page sizes. Levels count from the leaves: 1 = 4 KiB entries. */

import { high32, low32 } from '../core/u64';

export type Size = '4k' | '2m' | '1g';

export const PRESENT = 1n;
export const WRITE = 2n;
export const PWT = 8n;
export const PCD = 0x10n;
export const ACCESSED = 0x20n;
export const DIRTY = 0x40n;
/** The size bit of 2 MiB and 1 GiB entries. */
export const PSE = 0x80n;
export const GLOBAL = 0x100n;
export const NX = 1n << 63n;

export const PAGE = 4096;
export const LEVEL_OF: Readonly<Record<Size, 1 | 2 | 3>> = { '4k': 1, '2m': 2, '1g': 3 };
export const SIZE_OF: readonly Size[] = ['4k', '4k', '2m', '1g'];
/** 4 KiB pages that one entry of a level covers. */
export const PAGES: readonly number[] = [1, 1, 512, 512 ** 2, 512 ** 3, 512 ** 4];
/** Bytes that one entry of a level covers. */
export const BYTES: readonly number[] = PAGES.map((pages) => pages * PAGE);
const STEPS: readonly bigint[] = BYTES.map(BigInt);

/** Bits 51:12: where frame and KeyID live. */
export const FRAME_AREA = 0xf_ffff_ffff_f000n;

/** Accessed and dirty. */
const TOUCHED = Number(ACCESSED | DIRTY);

/** Whether an entry counts as absent: nothing but accessed and dirty bits, as pte_none() has it. */
export function isNone(entry: bigint): boolean {
  return high32(entry) === 0 && (low32(entry) & ~TOUCHED) === 0;
}

/**
 * How the entry of the next page differs: frames count up; those of non-present entries are stored inverted
 * (against L1TF) and count down.
 */
export function stepOf(level: number, entry: bigint): bigint {
  if (isNone(entry)) return 0n;
  const step = STEPS[level] as bigint;
  return isPresent(entry) ? step : -step;
}

const HELD = Number(PRESENT);

export function isPresent(entry: bigint): boolean {
  return (low32(entry) & HELD) !== 0;
}
