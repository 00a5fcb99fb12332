/** What guest and host write to their logs, and what insight shows of the guest's calls, as rows of a table. */
import { hex } from '../../model/core/u64';
import type { Call, Event } from '../../model/heki/types';
import { Cells } from '../phrases/cells';
import { cell } from './tables';

/** Columns level and line: `splat` for a stack trace without a line, `no newline` after the level of a line without one. */
export function eventsOf(table: Cells): readonly Event[] {
  return table.hashes().map((row): Event => {
    const [level = '', open] = cell(row, 'level').split(', ');
    if (level === 'splat') return { event: 'splat' };
    if (level !== 'warning' && level !== 'WARN')
      throw new RangeError(`"${level}" is no level: warning, WARN or splat`);
    const text = unquoted(cell(row, 'line'));
    return { event: 'log', level, text, ...(open === 'no newline' ? { newline: false } : {}) };
  });
}

/** Events as the rows of {@link eventsOf}. */
export function lineCells(events: readonly Event[]): Cells {
  const rows = events.map((event) =>
    event.event === 'splat'
      ? ['splat', '']
      : [`${event.level}${event.newline === false ? ', no newline' : ''}`, `"${event.text}"`],
  );
  return new Cells([['level', 'line'], ...rows]);
}

/** A cell in quotes keeps its blanks. */
function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** A call in one line, as in `hypercall 13 0x10400000 0x78 0x0`. An address that the allocator chose is left out. */
export function callText(call: Call): string {
  switch (call.call) {
    case 'alloc_pages_exact':
      return `alloc_pages_exact ${size(call.size)}`;
    case 'free_pages_exact':
      return `free_pages_exact ${call.what} ${size(call.size)}`;
    case 'protect_ranges':
      return `protect_ranges ${call.ranges.map(({ gfn_start, gfn_end }) => `${hex(gfn_start)}-${hex(gfn_end)}`).join(' ')}`;
    case 'lock_crs':
      return 'lock_crs';
    case 'hypercall': {
      const values = [call.a0, call.a1, call.a2].flatMap((value) =>
        value === undefined ? [] : [hex(value)],
      );
      return ['hypercall', call.nr, ...values].join(' ');
    }
    case 'run_test':
      return `run_test ${call.name}`;
  }
}

function size(bytes: number): string {
  return hex(BigInt(bytes));
}
