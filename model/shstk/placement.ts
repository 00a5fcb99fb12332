/** Where the kernel puts a mapping that has no fixed address (mm/mmap.c, top down). */
import { PAGE } from './abi';
import { max, min } from './maps';
import type { Mapping, Maps } from './maps';

/** Bytes of a huge page. */
export const HUGE = 0x20_0000n;

export interface Wish {
  readonly size: bigint;
  readonly shadow: boolean;
  /** The search begins below `top` and ends at `bottom`. */
  readonly top: bigint;
  readonly bottom: bigint;
  /** Whether the place need not suit huge pages: through the 32-bit entry, and where another was hinted at. */
  readonly small?: boolean | undefined;
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
  return placeHuge(maps, wish, guard) ?? room(maps, wish, guard);
}

/**
 * Where whole huge pages fit: such a size begins on their border, where there is room for one more of them to look
 * for it in (mm/huge_memory.c, __thp_get_unmapped_area(); mm/mmap.c, __get_unmapped_area()).
 */
function placeHuge(maps: Maps, wish: Wish, guard: Guard): bigint | null {
  if (wish.small || wish.size % HUGE !== 0n) return null;
  const start = room(maps, { ...wish, size: wish.size + HUGE }, guard);
  return start === null ? null : (start + HUGE) & ~(HUGE - 1n);
}

/** The start of the highest gap's topmost bytes (mm/mmap.c, vm_unmapped_area(), top down). */
function room(maps: Maps, { size, shadow, top, bottom }: Wish, guard: Guard): bigint | null {
  const own = shadow ? guard.placed : 0n;
  let ceiling = top;
  for (let i = maps.length; i >= 0; i -= 1) {
    const next = maps[i];
    if (next) ceiling = min(ceiling, startOf(next, guard));
    const below = maps[i - 1];
    const floor = below ? max(endOf(below, guard), bottom) : bottom;
    const start = (ceiling - size) & ~(PAGE - 1n);
    if (start - own >= floor) return start;
  }
  return null;
}

/** Whether ordinary memory may lie at an address that was only hinted at. */
export function hintFits(maps: Maps, start: bigint, size: bigint, guard: Guard): boolean {
  return !maps.some((mapping) => startOf(mapping, guard) < start + size && endOf(mapping, guard) > start);
}
