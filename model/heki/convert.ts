/** heki_alloc_pa_ranges() and heki_free_pa_ranges(): from a table of addresses to an array of guest frames. */
import { u64 } from '../core/u64';
import type { Context } from './context';
import { callsOf, logGuest, setGuest } from './context';
import { configuringText, PA_RANGE_BYTES, pageAlign, paSymbol, pfnDown, pfnUp } from './ranges';
import type { Convert, Outcome, PaRange, VaRange } from './types';

/** The converted array, or null where the allocator had no memory. Logs a line for each entry. */
export function allocRanges(
  c: Context,
  table: readonly VaRange[],
  alloc: 'ok' | 'fail',
): readonly PaRange[] | null {
  const physBase = c.state.guest.physBase;
  const size = pageAlign(PA_RANGE_BYTES * table.length);
  c.calls.push({ call: 'alloc_pages_exact', size });
  // The allocator has nothing to give where nothing is asked for.
  if (alloc === 'fail' || size === 0) return null;
  setGuest(c, { live: c.state.guest.live + 1 });
  const ranges = table.map(({ va_start, va_end, attributes }) => ({
    gfn_start: pfnDown(paSymbol(va_start, physBase)),
    gfn_end: u64(pfnUp(paSymbol(va_end, physBase)) - 1n),
    attributes,
  }));
  for (const range of ranges) logGuest(c, configuringText(range));
  return ranges;
}

/** Releases the array of `num` entries. */
export function freeRanges(c: Context, present: boolean, num: number): void {
  const size = pageAlign(PA_RANGE_BYTES * num);
  c.calls.push({ call: 'free_pages_exact', size, what: present ? 'ranges' : 'NULL' });
  if (present) setGuest(c, { live: c.state.guest.live - 1 });
}

/** A table converted, shown and released again. */
export function convert(c: Context, op: Convert): Outcome {
  const ranges = allocRanges(c, op.ranges, op.alloc ?? 'ok');
  if (ranges) freeRanges(c, true, op.ranges.length);
  return {
    outcome: 'ok',
    ranges: ranges === null ? null : [...ranges],
    input_unchanged: true,
    ...callsOf(c),
  };
}
