/**
 * Page tables as persistent values. A table holds runs: neighbours of the same kind whose frames count up,
 * so that 512 equal leaves cost as much as one, and a change copies nothing but the tables above it.
 */
import { stepOf } from './bits';

/** Entries `at` .. `at + n - 1`: leaves from `entry` on, or (n = 1) a table. */
export interface Run {
  readonly at: number;
  readonly n: number;
  readonly entry: bigint;
  readonly child: Table | null;
}

export interface Table {
  /** Of its entries: 1 = 4 KiB leaves … 5 = the top table of five levels. */
  readonly level: number;
  /** In ascending order, without overlap; what lies between is absent. */
  readonly runs: readonly Run[];
  /** Whether sync allocated the page of this table. */
  readonly own: boolean;
  /** Tables that sync allocated, here and below. */
  readonly tables: number;
  readonly leaves: number;
}

export const SLOTS = 512;

export function tableOf(level: number, runs: readonly Run[], own: boolean): Table {
  const { tables, leaves } = counted(runs, 0, runs.length);
  return { level, runs, own, tables: tables + (own ? 1 : 0), leaves };
}

/** The tables that sync allocated, and the leaves, of some of the runs. */
function counted(runs: readonly Run[], from: number, to: number): Pick<Table, 'tables' | 'leaves'> {
  let tables = 0;
  let leaves = 0;
  for (let i = from; i < to; i += 1) {
    const { child, n } = runs[i] as Run;
    tables += child?.tables ?? 0;
    leaves += child === null ? n : child.leaves;
  }
  return { tables, leaves };
}

export function emptyTable(level: number, own: boolean): Table {
  return tableOf(level, [], own);
}

/** Index of the first run that ends after slot `at`. */
export function indexOf(table: Table, at: number): number {
  const { runs } = table;
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const run = runs[middle] as Run;
    if (run.at + run.n <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The run that covers slot `at`. */
export function runAt(table: Table, at: number): Run | null {
  const run = table.runs[indexOf(table, at)];
  return run !== undefined && run.at <= at ? run : null;
}

/** The part of a run that lies in [from, to). */
export function clip(level: number, run: Run, from: number, to: number): Run {
  const at = Math.max(run.at, from);
  const end = Math.min(run.at + run.n, to);
  if (at === run.at && end === run.at + run.n) return run;
  return { at, n: end - at, entry: entryAt(level, run, at), child: run.child };
}

/** The entry in slot `at` of a run of leaves. */
export function entryAt(level: number, run: Run, at: number): bigint {
  return at === run.at ? run.entry : run.entry + BigInt(at - run.at) * stepOf(level, run.entry);
}

/** The runs in [from, to), cut to it. */
export function slice(table: Table, from: number, to: number): Run[] {
  const found: Run[] = [];
  for (let i = indexOf(table, from); i < table.runs.length; i += 1) {
    const run = table.runs[i] as Run;
    if (run.at >= to) break;
    found.push(clip(table.level, run, from, to));
  }
  return found;
}

/** The table with [from, to) replaced by `middle` (runs inside it, in order). */
export function splice(table: Table, from: number, to: number, middle: readonly Run[]): Table {
  const { level, own, runs: old } = table;
  // The run before and the one after may be cut, or go on in what comes between them.
  const first = Math.max(0, indexOf(table, from) - 1);
  const end = Math.min(old.length, indexOf(table, to) + 1);
  const runs = old.slice(0, first);
  for (let i = first; i < end; i += 1) {
    const run = old[i] as Run;
    if (run.at < from) push(level, runs, clip(level, run, 0, from));
  }
  for (const run of middle) push(level, runs, run);
  for (let i = first; i < end; i += 1) {
    const run = old[i] as Run;
    if (run.at + run.n > to) push(level, runs, clip(level, run, to, SLOTS));
  }
  const [gone, come] = [counted(old, first, end), counted(runs, first, runs.length)];
  for (let i = end; i < old.length; i += 1) runs.push(old[i] as Run);
  const tables = table.tables - gone.tables + come.tables;
  const leaves = table.leaves - gone.leaves + come.leaves;
  return { level, runs, own, tables, leaves };
}

/** Appends a run, merged with the last one where it continues it. */
export function push(level: number, runs: Run[], run: Run): void {
  const last = runs.at(-1);
  if (last !== undefined && continues(level, last, run))
    runs[runs.length - 1] = { ...last, n: last.n + run.n };
  else runs.push(run);
}

function continues(level: number, last: Run, run: Run): boolean {
  if (last.child !== null || run.child !== null || last.at + last.n !== run.at) return false;
  return entryAt(level, last, run.at) === run.entry;
}

/** A run of one table. */
export function linked(at: number, child: Table): Run {
  return { at, n: 1, entry: 0n, child };
}

/** A run of leaves. */
export function leafRun(at: number, n: number, entry: bigint): Run {
  return { at, n, entry, child: null };
}
