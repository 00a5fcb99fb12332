/** Tables of a scenario as set-ups, operations and expected values, and back. */
import { hex } from '../../model/core/u64';
import { EXEC, NOWRITE } from '../../model/heki/ranges';
import type { Config, Host, Hypercall, Kernel, PaRange, VaRange } from '../../model/heki/types';
import { Cells, cellOf } from '../phrases/cells';
import { valueOfText, isSaid } from '../tables';
import { bitsOf, bitsText } from './registers';

type Row = Readonly<Record<string, string>>;

/** @throws Error where the row has no such cell */
export function cell(row: Row, name: string): string {
  const value = row[name];
  if (value === undefined) throw new Error(`the table needs a column "${name}"`);
  return value;
}

/** The next range of a row that stands for several, one page each. */
const STEP = 0x10n;

/** gfn_start, gfn_end, attributes; `count`: so many such ranges, each 16 frames after the one before. */
export function paRangesOf(table: Cells): readonly PaRange[] {
  return table
    .hashes()
    .flatMap((row) =>
      Array.from({ length: countOf(row) }, (_, n) => ({
        gfn_start: valueOfText(cell(row, 'gfn_start')) + STEP * BigInt(n),
        gfn_end: valueOfText(cell(row, 'gfn_end')) + STEP * BigInt(n),
        attributes: valueOfText(cell(row, 'attributes')),
      })),
    );
}

/** Ranges of frames as the rows of {@link paRangesOf}. */
export function paCells(ranges: readonly PaRange[]): Cells {
  const rows = ranges.map((one) => [hex(one.gfn_start), hex(one.gfn_end), attributesText(one)]);
  return new Cells([['gfn_start', 'gfn_end', 'attributes'], ...rows]);
}

/** va_start, va_end, attributes; `count`: the same entry so many times. */
export function vaRangesOf(table: Cells): VaRange[] {
  return table.hashes().flatMap((row) => {
    const range = {
      va_start: valueOfText(cell(row, 'va_start')),
      va_end: valueOfText(cell(row, 'va_end')),
      attributes: valueOfText(cell(row, 'attributes')),
    };
    return Array.from({ length: countOf(row) }, () => range);
  });
}

/** Sections as the rows of {@link vaRangesOf}. */
export function vaCells(ranges: readonly VaRange[]): Cells {
  const rows = ranges.map((one) => [hex(one.va_start), hex(one.va_end), attributesText(one)]);
  return new Cells([['va_start', 'va_end', 'attributes'], ...rows]);
}

/** @throws RangeError where the cell is no number */
function countOf({ count = '1' }: Row): number {
  if (!/^\d+$/.test(count)) throw new RangeError(`count is "${count}": a decimal number`);
  return Number(count);
}

/** Attributes by their names, with which cells say them. */
export const ATTRIBUTES: Readonly<Record<string, bigint>> = { NOWRITE, EXEC, 'NOWRITE+EXEC': NOWRITE | EXEC };

function attributesText({ attributes }: { readonly attributes: bigint }): string {
  const [name] = Object.entries(ATTRIBUTES).find(([, value]) => value === attributes) ?? [];
  return name ?? hex(attributes);
}

/** `0x100-0x107` as the two ends. */
function spanOf(text: string): { readonly start: bigint; readonly end: bigint } {
  const [start = '', end = ''] = text.split('-');
  return { start: valueOfText(start), end: valueOfText(end) };
}

/**
 * nr is in the phrase; a0, a1, a2, cpl, mode, `host memory` (no), unreadable (none, or the bytes), and `ranges` as
 * `0x10-0x12 NOWRITE, …`.
 */
export function hypercallOf(nr: number, table: Cells): Hypercall {
  const cells = table.rowsHash();
  const { mode, cpl, ranges, unreadable = 'none' } = cells;
  const value = (name: string): bigint => numberOf(cells[name] ?? '0');
  return {
    op: 'hypercall',
    nr,
    a0: value('a0'),
    a1: value('a1'),
    a2: value('a2'),
    ...(ranges === undefined ? {} : { array: ranges.split(', ').map(rangeOf) }),
    ...(mode === '32' ? { mode } : {}),
    ...(cpl === undefined ? {} : { cpl: cplOf(cpl) }),
    ...(cells['host memory'] === 'no' ? { host_memory: 'fail' } : {}),
    ...(unreadable === 'none' ? {} : { unreadable: [spanOf(unreadable)] }),
  };
}

/** Decimal, or as {@link valueOfText}. */
function numberOf(text: string): bigint {
  return /^\d+$/.test(text) ? BigInt(text) : valueOfText(text);
}

function cplOf(text: string): 0 | 1 | 2 | 3 {
  const found = ([0, 1, 2, 3] as const).find((cpl) => String(cpl) === text);
  if (found === undefined) throw new RangeError(`"${text}" is no CPL: 0 to 3`);
  return found;
}

function rangeOf(text: string): PaRange {
  const [span = '', attributes = ''] = text.split(' ');
  const { start, end } = spanOf(span);
  return { gfn_start: start, gfn_end: end, attributes: valueOfText(attributes) };
}

/** A hypercall as the rows of {@link hypercallOf}. */
export function hypercallCells({ a0, a1, a2, array = [], unreadable, host_memory }: Hypercall): Cells {
  const [hole] = unreadable ?? [];
  const spans = array.map((one) => `${hex(one.gfn_start)}-${hex(one.gfn_end)} ${hex(one.attributes)}`);
  return new Cells([
    ['a0', hex(a0)],
    ['a1', hex(a1)],
    ['a2', hex(a2)],
    ...(host_memory === 'fail' ? [['host memory', 'no']] : []),
    ...(hole ? [['unreadable', `${hex(hole.start)}-${hex(hole.end)}`]] : []),
    ...(spans.length > 0 ? [['ranges', spans.join(', ')]] : []),
  ]);
}

type Reader = (text: string) => Partial<Host>;

const HOST_ROWS: Readonly<Record<string, Reader>> = {
  MBEC: (text) => ({ mbec: isSaid(text) }),
  'TDP MMU': (text) => ({ tdp_mmu: isSaid(text) }),
  CR0: (text) => ({ cr0: bitsOf(text, 0) }),
  CR4: (text) => ({ cr4: bitsOf(text, 4) }),
  'no memslot': (text) => {
    const { start, end } = spanOf(text);
    return { no_memslot: [{ gfn_start: start, gfn_end: end }] };
  },
  'mapped GFNs': (text) => ({ mapped: text.split(', ').map(valueOfText) }),
};

const KERNEL_ROWS: Readonly<Record<string, (text: string, config: Config) => Partial<Config>>> = {
  arch: (text, config) => ({ kernel: { ...config.kernel, arch: archOf(text) } }),
  JUMP_LABEL: (text, config) => ({ kernel: { ...config.kernel, jump_label: isSaid(text, ['y', 'n']) } }),
  HEKI: (text, config) => ({
    kernel: { ...config.kernel, heki: text === 'default' ? text : isSaid(text, ['y', 'n']) ? 'y' : 'n' },
  }),
  HEKI_TEST: (text, config) => ({ kernel: { ...config.kernel, tests: isSaid(text, ['y', 'n']) } }),
  'physical base': (text) => ({ phys_base: valueOfText(text) }),
  CR4: (text) => ({ guest_cr4: bitsOf(text, 4) }),
};

function archOf(text: string): Kernel['arch'] {
  return text === 'x86-64' || text === 'x86-32' ? text : 'other';
}

/** What a kernel or a host comes with, row by row. @throws RangeError on a row that it has not */
export function configWith(config: Config, part: 'kernel' | 'host', table: Cells): Config {
  return Object.entries(table.rowsHash()).reduce((now, [name, text]) => {
    const rows = part === 'host' ? HOST_ROWS : KERNEL_ROWS;
    if (!Object.hasOwn(rows, name))
      throw new RangeError(`the ${part} has no "${name}": ${Object.keys(rows).join(', ')}`);
    return part === 'host'
      ? { ...now, host: { ...now.host, ...HOST_ROWS[name]?.(text) } }
      : { ...now, ...KERNEL_ROWS[name]?.(text, now) };
  }, config);
}

/** What a host has unlike a plain one. */
export function hostCells({ mbec, tdp_mmu, cr0, cr4 }: Host, plain: Host): Cells {
  return new Cells([
    ...(mbec === plain.mbec ? [] : [['MBEC', cellOf(mbec) ?? '']]),
    ...(tdp_mmu === plain.tdp_mmu ? [] : [['TDP MMU', cellOf(tdp_mmu) ?? '']]),
    ...(cr0 === plain.cr0 ? [] : [['CR0', bitsText(cr0, 0)]]),
    ...(cr4 === plain.cr4 ? [] : [['CR4', bitsText(cr4, 4)]]),
  ]);
}
