/** heki_alloc_pa_ranges() and heki_free_pa_ranges(): from a table of addresses to an array of guest frames. */
import type { Context } from './context';
import { callsOf, logGuest, setGuest } from './context';
import type { Convert, Outcome, PaRange, VaRange } from './types';

/** The converted array, or null where the allocator had no memory. Logs a line for each entry. */
export function allocRanges(
  c: Context,
  table: readonly VaRange[],
  alloc: 'ok' | 'fail',
): readonly PaRange[] | null {
  const { rules } = c;
  const physBase = c.state.guest.physBase;
  const size = rules.storage(table.length);
  c.calls.push({ call: 'alloc_pages_exact', size });
  // The allocator has nothing to give where nothing is asked for.
  if (alloc === 'fail' || size === 0) return null;
  setGuest(c, { live: c.state.guest.live + 1 });
  const ranges = rules.arranged(
    table.map((range) => ({
      gfn_start: rules.gfnStart(range, physBase),
      gfn_end: rules.gfnEnd(range, physBase),
      attributes: rules.attributes(range.attributes),
    })),
  );
  for (const range of ranges) logGuest(c, rules.configuringText(range));
  return ranges;
}

/** Releases the array of `num` entries, as often as a rule says. */
export function freeRanges(c: Context, present: boolean, num: number, times: number): void {
  for (let i = 0; i < times; i += 1) {
    c.calls.push({
      call: 'free_pages_exact',
      size: c.rules.released(num),
      what: present ? 'ranges' : 'NULL',
    });
    if (present) setGuest(c, { live: c.state.guest.live - 1 });
  }
}

/** A table converted, shown and released again. */
export function convert(c: Context, op: Convert): Outcome {
  const ranges = allocRanges(c, op.ranges, op.alloc ?? 'ok');
  if (ranges) freeRanges(c, true, op.ranges.length, 1);
  return {
    outcome: 'ok',
    ranges: ranges === null ? null : [...ranges],
    input_unchanged: !(c.rules.convertsInPlace && ranges !== null && ranges.length > 0),
    ...callsOf(c),
  };
}
