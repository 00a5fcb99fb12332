/** Where the kernel puts a mapping that has no fixed address (mm/mmap.c, top down). */
import { PAGE } from './abi';
import type { Maps } from './maps';

const HUGE = 0x20_0000n;

export interface Wish {
  readonly size: bigint;
  readonly shadow: boolean;
  /** The search begins below `top` and ends at `bottom`. */
  readonly top: bigint;
  readonly bottom: bigint;
}

/** The page that has to stay free on each side. */
export interface Gaps {
  /** Below a mapping that is there already, when another of a kind is put there. */
  below(shadow: boolean, own: boolean): bigint;
  /** Below the new one. */
  own(shadow: boolean): bigint;
}

/** The highest free address for a wish, or null where there is no room. */
export function place(maps: Maps, wish: Wish, gaps: Gaps): bigint | null {
  let ceiling = wish.top;
  for (let i = maps.length; i >= 0; i -= 1) {
    const next = maps[i];
    const limit = next ? next.start - gaps.below(next.shadow, wish.shadow) : ceiling;
    if (limit < ceiling) ceiling = limit;
    const below = maps[i - 1];
    const floor = below ? max(below.end, wish.bottom) : wish.bottom;
    const start = aligned(ceiling - wish.size, wish.size);
    if (ceiling > wish.size && start - gaps.own(wish.shadow) >= floor) return start;
  }
  return null;
}

/** Whether a mapping may lie at an address that was only hinted at. */
export function hintFits(maps: Maps, start: bigint, size: bigint, shadow: boolean, gaps: Gaps): boolean {
  const end = start + size;
  return !maps.some(
    (mapping) =>
      mapping.start - gaps.below(mapping.shadow, shadow) < end && mapping.end > start - gaps.own(shadow),
  );
}

/** Anonymous memory of 2 MiB and more begins on such a border, so that huge pages fit. */
function aligned(start: bigint, size: bigint): bigint {
  return size >= HUGE ? start & ~(HUGE - 1n) : start & ~(PAGE - 1n);
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
