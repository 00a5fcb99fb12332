/** heki_alloc_pa_ranges() and heki_free_pa_ranges(): from a table of addresses to an array of guest frames. */
import { u64 } from '../core/u64';
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
  c.exercised.push('HEKI-32');
  // The allocator has nothing to give where nothing is asked for.
  if (alloc === 'fail' || size === 0) {
    c.exercised.push('HEKI-33');
    return null;
  }
  setGuest(c, { live: c.state.guest.live + 1 });
  const ranges = rules.arranged(
    table.map((range) => ({
      gfn_start: rules.gfnStart(range, physBase),
      gfn_end: rules.gfnEnd(range, physBase),
      attributes: rules.attributes(range.attributes),
    })),
  );
  noteShapes(c, table, physBase);
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

/** What the entries show of the arithmetic. */
function noteShapes(c: Context, table: readonly VaRange[], physBase: bigint): void {
  if (table.length === 0) return;
  c.exercised.push('HEKI-12', 'HEKI-13', 'HEKI-25', 'HEKI-26', 'HEKI-27', 'HEKI-28', 'HEKI-34', 'HEKI-35');
  table.forEach(({ va_start, va_end }, i) => {
    if (va_start === va_end) c.exercised.push('HEKI-31');
    else if (va_end === u64(va_start + 0x1000n) && va_start % 0x1000n === 0n) c.exercised.push('HEKI-29');
    if (va_start % 0x1000n !== 0n || va_end % 0x1000n !== 0n) c.exercised.push('HEKI-30');
    const next = table[i + 1];
    if (va_end === next?.va_start && va_end % 0x1000n !== 0n) c.exercised.push('HEKI-90');
    if (u64(c.rules.gfnEnd({ va_start, va_end, attributes: 0n }, physBase)) > 1n << 52n)
      c.exercised.push('HEKI-31');
  });
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
