/** The range arithmetic: from kernel addresses to guest frames. All of it is modulo 2^64. */
import { u64 } from '../core/u64';
import type { PaRange } from './types';

export const NOWRITE = 1n;
export const EXEC = 2n;

/** Where the kernel image is linked (__START_KERNEL_map). */
export const LINK_BASE = 0xffffffff80000000n;
const PAGE_BITS = 12n;
const PAGE = 1n << PAGE_BITS;
/** Bytes of one PA range: three 64-bit fields. */
export const PA_RANGE_BYTES = 24;

/** __pa_symbol(): the physical address behind an address of the kernel image. */
export function paSymbol(va: bigint, physBase: bigint): bigint {
  return u64(va - LINK_BASE + physBase);
}

/** PFN_DOWN(): the frame that holds the byte. */
export function pfnDown(pa: bigint): bigint {
  return pa >> PAGE_BITS;
}

/** PFN_UP(): the first frame at or after the byte; its sum wraps like the kernel's. */
export function pfnUp(pa: bigint): bigint {
  return u64(pa + PAGE - 1n) >> PAGE_BITS;
}

/** PAGE_ALIGN(): bytes rounded up to whole pages. */
export function pageAlign(bytes: number): number {
  return Math.ceil(bytes / Number(PAGE)) * Number(PAGE);
}

/** The text that an address leaks in: GFNs in hexadecimal, NOWRITE named, EXEC never. */
export function configuringText({ gfn_start, gfn_end, attributes }: PaRange): string {
  const names = (attributes & NOWRITE) !== 0n ? '[nowrite]' : '';
  return `Configuring GFN 0x${gfn_start.toString(16)}-0x${gfn_end.toString(16)} with ${names}`;
}

/** The host's text for an accepted range. */
export function lockingText({ gfn_start, gfn_end, attributes }: PaRange): string {
  const names =
    ((attributes & NOWRITE) !== 0n ? '[nowrite]' : '') + ((attributes & EXEC) !== 0n ? '[exec]' : '');
  return `Locking GFN 0x${gfn_start.toString(16)}-0x${gfn_end.toString(16)} with ${names}`;
}
