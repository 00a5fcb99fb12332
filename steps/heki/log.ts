/** What guest and host write to their logs, and what insight shows of the guest's calls, as rows of a table. */
import { hex, parseU64 } from '../../model/core/u64';
import { EXIT_BITS } from '../../model/heki/exits';
import type { Call, Event } from '../../model/heki/types';
import { Cells } from '../phrases/cells';
import { cell } from './tables';

/**
 * Columns level and line: `splat` for a stack trace without a line, `no newline` after the level of a line without one,
 * `exit` for an exit to userspace, whose line is `denial of CR0: 0x80040033`.
 */
export function eventsOf(table: Cells): readonly Event[] {
  return table.hashes().map((row): Event => {
    const [level = '', open] = cell(row, 'level').split(', ');
    if (level === 'splat') return { event: 'splat' };
    if (level === 'exit') return exitOf(cell(row, 'line'));
    if (level !== 'warning' && level !== 'WARN')
      throw new RangeError(`"${level}" is no level: warning, WARN, splat or exit`);
    const text = unquoted(cell(row, 'line'));
    return { event: 'log', level, text, ...(open === 'no newline' ? { newline: false } : {}) };
  });
}

/** Events as the rows of {@link eventsOf}. */
export function lineCells(events: readonly Event[]): Cells {
  return new Cells([['level', 'line'], ...events.map(rowOf)]);
}

function rowOf(event: Event): readonly string[] {
  switch (event.event) {
    case 'splat':
      return ['splat', ''];
    case 'exit':
      return [
        'exit',
        `${event.reason} of ${event.registers === EXIT_BITS.cr0 ? 'CR0' : 'CR4'}: ${hex(event.value)}`,
      ];
    case 'log':
      return [`${event.level}${event.newline === false ? ', no newline' : ''}`, `"${event.text}"`];
  }
}

/** @throws RangeError on anything but `configure of CR0: 0x…` and the like */
function exitOf(text: string): Event {
  const [, reason, cr, value] = /^(configure|denial) of (CR[04]): (0x[0-9a-f_]+)$/.exec(text) ?? [];
  if (value === undefined || (reason !== 'configure' && reason !== 'denial'))
    throw new RangeError(`"${text}" is no exit, as in "denial of CR0: 0x80040033"`);
  return {
    event: 'exit',
    reason,
    registers: cr === 'CR0' ? EXIT_BITS.cr0 : EXIT_BITS.cr4,
    value: parseU64(value),
  };
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
