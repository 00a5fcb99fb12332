/** Tables of a scenario as operations and as expected values. */
import type { DataTable } from '@cucumber/cucumber';
import type { Call, Event, Host, Hypercall, PaRange, VaRange } from '../../model/heki/types';
import { valueOfText } from '../tables';

type Row = Readonly<Record<string, string>>;

function cell(row: Row, name: string): string {
  const value = row[name];
  if (value === undefined) throw new Error(`the table needs a column "${name}"`);
  return value;
}

/** gfn_start, gfn_end, attributes. */
export function paRangesOf(table: DataTable): PaRange[] {
  return table
    .hashes()
    .map((row) => ({
      gfn_start: valueOfText(cell(row, 'gfn_start')),
      gfn_end: valueOfText(cell(row, 'gfn_end')),
      attributes: valueOfText(cell(row, 'attributes')),
    }));
}

/** va_start, va_end, attributes. */
export function vaRangesOf(table: DataTable): VaRange[] {
  return table
    .hashes()
    .map((row) => ({
      va_start: valueOfText(cell(row, 'va_start')),
      va_end: valueOfText(cell(row, 'va_end')),
      attributes: valueOfText(cell(row, 'attributes')),
    }));
}

/** `0x100-0x107` as the two ends. */
export function spanOf(text: string): { readonly start: bigint; readonly end: bigint } {
  const [start = '', end = ''] = text.split('-');
  return { start: valueOfText(start), end: valueOfText(end) };
}

/** A cell in quotes keeps its blanks. */
function quoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** level and line; `splat` for a warning without a text, `no newline` after the level where the line has none. */
export function linesOf(table: DataTable): Event[] {
  return table.hashes().map((row): Event => {
    const [level = '', open] = cell(row, 'level').split(', ');
    if (level === 'splat') return { event: 'splat' };
    if (level !== 'warning' && level !== 'WARN')
      throw new Error(`"${level}" is no level: warning, WARN or splat`);
    return {
      event: 'log',
      level,
      text: quoted(cell(row, 'line')),
      ...(open === 'no newline' ? { newline: false } : {}),
    };
  });
}

/** A call in one line, as in `hypercall 13 0x10400000 0x78 0x0`. An address that the allocator chose is left out. */
export function callText(call: Call): string {
  switch (call.call) {
    case 'alloc_pages_exact':
      return `alloc_pages_exact ${hex(call.size)}`;
    case 'free_pages_exact':
      return `free_pages_exact ${call.what} ${hex(call.size)}`;
    case 'protect_ranges':
      return `protect_ranges ${call.ranges.map(({ gfn_start, gfn_end }) => `${hex(gfn_start)}-${hex(gfn_end)}`).join(' ')}`;
    case 'lock_crs':
      return 'lock_crs';
    case 'hypercall':
      return [
        'hypercall',
        call.nr,
        ...[call.a0, call.a1, call.a2].filter((a) => a !== undefined).map(hex),
      ].join(' ');
    case 'run_test':
      return `run_test ${call.name}`;
  }
}

function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

/** nr is in the phrase; a0, a1, a2, cpl, mode, host_memory, unreadable, and `ranges` as `0x10-0x12 NOWRITE, …`. */
export function hypercallOf(nr: number, cells: Row): Hypercall {
  const value = (name: string): bigint => valueOfText(cells[name] ?? '0x0');
  const { mode, host_memory, unreadable, ranges } = cells;
  return {
    op: 'hypercall',
    nr,
    a0: value('a0'),
    a1: value('a1'),
    a2: value('a2'),
    ...(ranges === undefined ? {} : { array: ranges.split(', ').map(rangeOf) }),
    ...(mode === '32' ? { mode } : {}),
    ...(cells['cpl'] === undefined ? {} : { cpl: Number(cells['cpl']) as 0 | 1 | 2 | 3 }),
    ...(host_memory === 'fail' ? { host_memory } : {}),
    ...(unreadable === undefined ? {} : { unreadable: [spanOf(unreadable)] }),
  };
}

function rangeOf(text: string): PaRange {
  const [span = '', attributes = ''] = text.split(' ');
  const { start, end } = spanOf(span);
  return { gfn_start: start, gfn_end: end, attributes: valueOfText(attributes) };
}

/** mbec, tdp_mmu, cr0, cr4, no_memslot, mapped. */
export function hostOf(cells: Row): Partial<Host> {
  const known: Readonly<Record<string, (text: string) => Partial<Host>>> = {
    mbec: (text) => ({ mbec: text === 'yes' }),
    tdp_mmu: (text) => ({ tdp_mmu: text === 'yes' }),
    cr0: (text) => ({ cr0: valueOfText(text) }),
    cr4: (text) => ({ cr4: valueOfText(text) }),
    no_memslot: (text) => {
      const { start, end } = spanOf(text);
      return { no_memslot: [{ gfn_start: start, gfn_end: end }] };
    },
    mapped: (text) => ({ mapped: text.split(', ').map(valueOfText) }),
  };
  return Object.entries(cells).reduce<Partial<Host>>((host, [name, text]) => {
    const read = known[name];
    if (!read) throw new Error(`the host has no "${name}": ${Object.keys(known).join(', ')}`);
    return { ...host, ...read(text) };
  }, {});
}
