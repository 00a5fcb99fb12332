/** The page tables of one address space, from the top table down: looking up, listing, changing leaves. */
import { Misuse } from '../core/machine';
import { isNone, PAGES, stepOf } from './bits';
import type { Placed } from './geometry';
import type { Run, Table } from './table';
import { emptyTable, indexOf, leafRun, linked, push, runAt, slice, splice, SLOTS } from './table';

export interface Found {
  readonly level: number;
  readonly entry: bigint;
  /** First page of the leaf. */
  readonly page: number;
  /** The page after the last leaf of its run. */
  readonly end: number;
}

/** The leaf that covers a page, or null. `page` counts from the table's first. */
export function lookup(table: Table, page: number): Found | null {
  let base = 0;
  let at: Table = table;
  for (;;) {
    const span = PAGES[at.level] as number;
    const slot = Math.floor((page - base) / span);
    const run = runAt(at, slot);
    if (run === null) return null;
    if (run.child === null) {
      const step = stepOf(at.level, run.entry);
      const entry = run.entry + BigInt(slot - run.at) * step;
      return { level: at.level, entry, page: base + slot * span, end: base + (run.at + run.n) * span };
    }
    base += slot * span;
    at = run.child;
  }
}

/** Where a page lies for which there is no leaf: the page up to which its table has none. */
export function gapEnd(table: Table, page: number): number {
  let base = 0;
  let at: Table = table;
  for (;;) {
    const span = PAGES[at.level] as number;
    const slot = Math.floor((page - base) / span);
    const next = at.runs[indexOf(at, slot)];
    if (next?.at !== slot || next.child === null) return base + (next?.at ?? SLOTS) * span;
    base += slot * span;
    at = next.child;
  }
}

/** All leaves that touch [from, to), as runs in ascending order; neighbours in different tables are not merged. */
export function leavesIn(table: Table, from: number, to: number, base = 0, found: Placed[] = []): Placed[] {
  const span = PAGES[table.level] as number;
  const first = Math.max(0, Math.floor((from - base) / span));
  const last = Math.min(SLOTS, Math.ceil((to - base) / span));
  for (const { at, n, entry, child } of slice(table, first, last)) {
    const page = base + at * span;
    if (child === null) found.push({ page, level: table.level, n, entry });
    else leavesIn(child, from, to, page, found);
  }
  return found;
}

/**
 * Puts a run of leaves where nothing is mapped: absent entries and empty tables give way.
 * @param own whether tables that it needs count as allocated by sync
 * @throws Misuse
 */
export function put(table: Table, { page, level, n, entry }: Placed, own = false, base = 0): Table {
  const span = PAGES[table.level] as number;
  const from = Math.floor((page - base) / span);
  if (table.level === level) {
    if (!slice(table, from, from + n).every(vacant))
      throw new Misuse('a leaf can be mapped only where nothing is: unmap first');
    return splice(table, from, from + n, [leafRun(from, n, entry)]);
  }
  const end = page + n * (PAGES[level] as number);
  const last = Math.min(SLOTS, Math.ceil((end - base) / span));
  const runs: Run[] = [];
  for (let slot = from; slot < last; slot += 1) {
    const run = runAt(table, slot);
    if (run?.child === null && !vacant(run))
      throw new Misuse('a table cannot be put where a leaf is mapped: split or unmap first');
    const start = Math.max(page, base + slot * span);
    const count = (Math.min(end, base + (slot + 1) * span) - start) / (PAGES[level] as number);
    const ahead = BigInt((start - page) / (PAGES[level] as number)) * stepOf(level, entry);
    const child = run?.child ?? emptyTable(table.level - 1, own);
    const part = { page: start, level, n: count, entry: entry + ahead };
    runs.push(linked(slot, put(child, part, own, base + slot * span)));
  }
  return splice(table, from, last, runs);
}

/** Whether nothing is mapped by a run: by what counts as absent, or by tables of it. */
function vacant({ child, entry }: Run): boolean {
  return child === null ? isNone(entry) : child.runs.every(vacant);
}

/** An empty table of `level`, linked at a page. */
export function putTable(table: Table, page: number, level: number, base = 0): Table {
  const span = PAGES[table.level] as number;
  const slot = Math.floor((page - base) / span);
  const run = runAt(table, slot);
  if (run?.child === null) throw new Misuse('an empty table cannot be put where a leaf is mapped');
  const known = run?.child ?? emptyTable(table.level - 1, false);
  const child = table.level - 1 === level ? known : putTable(known, page, level, base + slot * span);
  return splice(table, slot, slot + 1, [linked(slot, child)]);
}

/** What becomes of a run of leaves: its runs (with `at` and `n` inside the old run's), or none. */
export type Change = (run: Run, level: number, page: number) => readonly Run[];

/**
 * Changes the leaves in [from, to). With `prune`, tables that are empty then go; their number can be seen in
 * {@link Table.tables}. @throws Misuse where the range cuts a leaf
 */
export function change(table: Table, from: number, to: number, how: Change, prune: boolean, base = 0): Table {
  const span = PAGES[table.level] as number;
  const first = Math.max(0, Math.floor((from - base) / span));
  const last = Math.min(SLOTS, Math.ceil((to - base) / span));
  const runs: Run[] = [];
  for (const run of slice(table, first, last)) {
    const page = base + run.at * span;
    if (run.child === null) {
      if (page < from || page + run.n * span > to)
        throw new Misuse('the range cuts a large leaf: split it first');
      for (const next of how(run, table.level, page)) push(table.level, runs, next);
    } else {
      const child = change(run.child, from, to, how, prune, page);
      if (!prune || child.runs.length > 0) push(table.level, runs, linked(run.at, child));
    }
  }
  return splice(table, first, last, runs);
}

/** Replaces whatever stands in the slot of `level` that covers a page. */
export function setSlot(
  table: Table,
  page: number,
  level: number,
  how: (run: Run | null, at: number) => Run | null,
  base = 0,
): Table {
  const span = PAGES[table.level] as number;
  const slot = Math.floor((page - base) / span);
  const run = runAt(table, slot);
  if (table.level === level) {
    const one = slice(table, slot, slot + 1)[0] ?? null;
    const next = how(one, slot);
    return splice(table, slot, slot + 1, next === null ? [] : [next]);
  }
  if (!run?.child) throw new Misuse('nothing of that size is mapped there');
  return splice(table, slot, slot + 1, [
    linked(slot, setSlot(run.child, page, level, how, base + slot * span)),
  ]);
}

/** The table at `level` that covers a page, or null. */
export function tableAt(table: Table, page: number, level: number): Table | null {
  let at: Table = table;
  let rest = page;
  while (at.level > level) {
    const span = PAGES[at.level] as number;
    const run = runAt(at, Math.floor(rest / span));
    if (!run?.child) return null;
    rest %= span;
    at = run.child;
  }
  return at;
}
