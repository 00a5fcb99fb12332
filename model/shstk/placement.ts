/** Where the kernel puts a mapping that has no fixed address (mm/mmap.c, top down). */
import { PAGE } from './abi';
import type { Mapping, Maps } from './maps';

const HUGE = 0x20_0000n;

export interface Wish {
  readonly size: bigint;
  readonly shadow: boolean;
  /** The search begins below `top` and ends at `bottom`. */
  readonly top: bigint;
  readonly bottom: bigint;
}

/** Bytes that have to stay free around a shadow stack. */
export interface Guard {
  /** Below and above one that is there already, when something is put beside it. */
  readonly below: bigint;
  readonly above: bigint;
  /** Below one that is being placed. */
  readonly placed: bigint;
}

const startOf = ({ start, shadow }: Mapping, { below }: Guard): bigint => (shadow ? start - below : start);
const endOf = ({ end, shadow }: Mapping, { above }: Guard): bigint => (shadow ? end + above : end);

/** The highest free address for a wish, or null where there is no room. */
export function place(maps: Maps, wish: Wish, guard: Guard): bigint | null {
  const own = wish.shadow ? guard.placed : 0n;
  let ceiling = wish.top;
  for (let i = maps.length; i >= 0; i -= 1) {
    const next = maps[i];
    const limit = next ? startOf(next, guard) : ceiling;
    if (limit < ceiling) ceiling = limit;
    const below = maps[i - 1];
    const floor = below ? max(endOf(below, guard), wish.bottom) : wish.bottom;
    const start = aligned(ceiling - wish.size, wish.size);
    if (ceiling > wish.size && start - own >= floor) return start;
  }
  return null;
}

/** Whether ordinary memory may lie at an address that was only hinted at. */
export function hintFits(maps: Maps, start: bigint, size: bigint, guard: Guard): boolean {
  return !maps.some((mapping) => startOf(mapping, guard) < start + size && endOf(mapping, guard) > start);
}

/** Anonymous memory of 2 MiB and more begins on such a border, so that huge pages fit. */
function aligned(start: bigint, size: bigint): bigint {
  return size >= HUGE ? start & ~(HUGE - 1n) : start & ~(PAGE - 1n);
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
