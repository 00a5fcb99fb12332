/** MKTME: what is given, and what happens. */
import { parseU64 } from '../../model/core/u64';
import type { EfiRange, EmptyTable, Leaf, Op } from '../../model/mktme/types';
import { cellOf, Cells } from '../phrases/cells';
import { act, given } from './course';
import { KERNEL_ACTS } from './kernel-acts';
import type { Layout, Place } from './places';
import { addressOf, placeAt, placeOf, textOfPlace } from './places';
import type { Row } from './rows';
import { leafCells, leafOfRow, leavesOf } from './rows';
import { settingsOf, withSettings } from './settings';
import type { ChangeOfC, Requested } from './words';

function opOfChange(layout: Layout, one: ChangeOfC): Op {
  const va = (place: Place): bigint => addressOf(layout, place);
  switch (one.kind) {
    case 'loses': {
      const op = { op: 'unmap', start: va(one.start), end: va(one.end) } as const;
      return one.keeps ? { ...op, tables: 'kept' } : op;
    }
    case 'turns':
      return { op: 'protect', start: va(one.start), end: va(one.end), ...one.change };
    case 'split':
      return { op: 'split', va: va(one.at), to: one.to };
    case 'collapsed':
      return { op: 'collapse', va: va(one.at), to: one.to };
  }
}

function changeOfOp(layout: Layout, op: Op | undefined): ChangeOfC | null {
  const place = (va: bigint): Place => placeAt(layout, va);
  switch (op?.op) {
    case 'unmap':
      return { kind: 'loses', start: place(op.start), end: place(op.end), keeps: op.tables === 'kept' };
    case 'protect':
      return { kind: 'turns', start: place(op.start), end: place(op.end), change: op };
    case 'split':
      return { kind: 'split', at: place(op.va), to: op.to };
    case 'collapse':
      return { kind: 'collapsed', at: place(op.va), to: op.to };
    default:
      return null;
  }
}

/** The sizes that an empty table may have, as the cell `size` of its row says it. */
const EMPTY = /^empty table of (2m|1g|512g)$/;

function emptyTables(layout: Layout, rows: readonly Row[]): EmptyTable[] {
  return rows.flatMap(({ at = '', size = '' }) => {
    const found = EMPTY.exec(size)?.[1] as EmptyTable['size'] | undefined;
    return found === undefined ? [] : [{ va: addressOf(layout, placeOf(at)), size: found }];
  });
}

function becomes(layout: Layout, table: Cells): Op {
  const rows = table.hashes();
  const empty = emptyTables(layout, rows);
  const leaves = rows.filter(({ size = '' }) => !EMPTY.test(size)).map((row) => leafOfRow(layout, row));
  return { op: 'replace', leaves, ...(empty.length === 0 ? {} : { empty_tables: empty }) };
}

function becomesCells(layout: Layout, leaves: readonly Leaf[], empty: readonly EmptyTable[]): Cells {
  const { rows } = leafCells(layout, leaves);
  const width = rows[0]?.length ?? 0;
  const more = empty.map(({ va, size }) => {
    const row = [textOfPlace(placeAt(layout, va)), `empty table of ${size}`];
    return [...row, ...Array<string>(width - row.length).fill('')];
  });
  return new Cells([...rows, ...more]);
}

function addressesOf(layout: Layout, asked: Requested): { addresses: bigint[]; pages: number } {
  if (asked.how === 'range') return { addresses: [addressOf(layout, asked.at)], pages: asked.pages };
  if (asked.how === 'pages') return { addresses: [...asked.frames], pages: asked.frames.length };
  return { addresses: asked.places.map((one) => addressOf(layout, one)), pages: asked.places.length };
}

function requestedIn(layout: Layout, op: Extract<Op, { op: 'change_page_attr' }>): Requested {
  const { addresses, pages, how = 'range' } = op;
  if (how === 'pages') return { how, frames: addresses };
  const places = addresses.map((va) => placeAt(layout, va));
  return how === 'array' ? { how, places } : { how, at: places[0] as Place, pages };
}

const EFI = ['start', 'end', 'attribute'] as const;

function efiRange(row: Row): EfiRange {
  const { start = '', end = '', attribute = '' } = row;
  return { start: parseU64(start), end: parseU64(end), attribute: parseU64(attribute) };
}

export const ACTS = [
  given('a machine with {settings}', {
    set: ({ config }, settings) => ({ config: withSettings(config, settings) }),
    say: ({ config }) => {
      const settings = settingsOf(config);
      return settings.length === 0 ? null : [settings];
    },
  }),
  given('C maps:', {
    set: ({ config }, table) => ({
      config: { ...config, canonical: [...config.canonical, ...leavesOf(config, table)] },
    }),
    say: ({ config }) => (config.canonical.length === 0 ? null : [leafCells(config, config.canonical)]),
  }),
  given('V maps:', {
    set: ({ config }, table) => ({
      config: { ...config, kernel: [...(config.kernel ?? []), ...leavesOf(config, table)] },
    }),
    say: ({ config }) => (config.kernel ? [leafCells(config, config.kernel)] : null),
  }),
  given('the copies hold:', {
    set: ({ config }, table) => ({
      config: { ...config, held: [...(config.held ?? []), ...leavesOf(config, table)] },
    }),
    say: ({ config }) => (config.held ? [leafCells(config, config.held, true)] : null),
  }),
  act('C {becoming}:', {
    ops: ({ config }, op, table) =>
      op === 'map' ? { op, leaves: leavesOf(config, table) } : becomes(config, table),
    say: ([op], { config }) => {
      if (op?.op === 'map') return [op.op, leafCells(config, op.leaves)];
      return op?.op === 'replace' ? [op.op, becomesCells(config, op.leaves, op.empty_tables ?? [])] : null;
    },
  }),
  act('C {changeOfC}', {
    ops: ({ config }, change) => opOfChange(config, change),
    say: ([op], { config }) => {
      const change = changeOfOp(config, op);
      return change && [change];
    },
  }),
  act('sync runs from {place} to {place}', {
    ops: ({ config }, start, end) => ({
      op: 'sync_direct_mapping',
      start: addressOf(config, start),
      end: addressOf(config, end),
    }),
    say: ([op], { config }) =>
      op?.op === 'sync_direct_mapping' ? [placeAt(config, op.start), placeAt(config, op.end)] : null,
  }),
  act('copy {int} is compared with C', {
    ops: (_setup, keyid) => ({ op: 'compare', keyid }),
    say: ([op]) => (op?.op === 'compare' ? [op.keyid] : null),
  }),
  act('table allocation {int} will fail', {
    ops: (_setup, nth) => ({ op: 'fail_allocation', nth }),
    say: ([op]) => (op?.op === 'fail_allocation' ? [op.nth] : null),
  }),
  act('a request turns {requested} {turn}', {
    ops: ({ config }, asked, turn) => ({
      op: 'change_page_attr',
      ...addressesOf(config, asked),
      ...turn,
      ...(asked.how === 'range' ? {} : { how: asked.how }),
    }),
    say: ([op], { config }) => {
      if (op?.op !== 'change_page_attr') return null;
      const { op: _op, addresses: _addresses, pages: _pages, how: _how, ...turn } = op;
      return [requestedIn(config, op), turn];
    },
  }),
  act('the firmware lists memory:', {
    ops: (_setup, table) => ({ op: 'efi_memory', ranges: table.hashes().map(efiRange) }),
    say: ([op]) =>
      op?.op === 'efi_memory'
        ? [new Cells([EFI, ...op.ranges.map((one) => EFI.map((name) => cellOf(one[name]) ?? ''))])]
        : null,
  }),
  ...KERNEL_ACTS,
] as const;
