/** How the leaves and tables of an area differ between two states: what became of each slot. */
import { isPresent, PAGES } from '../bits';
import { piecesOf } from '../sync-tables';
import type { Table } from '../table';
import { emptyTable, SLOTS } from '../table';

export type Kind =
  /** A leaf where nothing was, nothing where a leaf was, a leaf over a leaf of its size. */
  | 'new'
  | 'gone'
  | 'changed'
  /** A table over a large leaf, a large leaf over a table. */
  | 'split'
  | 'joined'
  /** A table where nothing was, nothing where a table was, a table that lost its last leaf, one that got its first. */
  | 'table-new'
  | 'table-gone'
  | 'emptied'
  | 'refilled';

/** What became of neighbouring slots. */
export interface Changed {
  readonly kind: Kind;
  readonly level: number;
  /** The first page, and how many. */
  readonly page: number;
  readonly pages: number;
  /** The entry of the first slot that is a leaf now; 0 where there is none. */
  readonly entry: bigint;
  /** Whether the table that was there had tables below it. */
  readonly deep: boolean;
}

/** The changes in [from, to), pages counted from the table's first. What both states share costs nothing. */
export function changesIn(before: Table, after: Table, from: number, to: number): readonly Changed[] {
  const found: Changed[] = [];
  compare(found, { before, after, from, to, base: 0 });
  return found;
}

interface Area {
  readonly before: Table;
  readonly after: Table;
  readonly from: number;
  readonly to: number;
  readonly base: number;
}

function compare(found: Changed[], { before, after, from, to, base }: Area): void {
  if (before === after) return;
  const { level } = after;
  const span = PAGES[level] as number;
  const first = Math.max(0, Math.floor((from - base) / span));
  const last = Math.min(SLOTS, Math.ceil((to - base) / span));
  for (const { at, n, source: is, old: was } of piecesOf(after, before, first, last)) {
    if ((is?.child ?? null) === (was?.child ?? null) && is?.entry === was?.entry) continue;
    const place = { level, page: base + at * span, pages: n * span };
    const add = (kind: Kind): void => {
      found.push({ kind, ...place, entry: is?.entry ?? 0n, deep: isDeep(was?.child ?? null) });
    };
    const [mine, theirs] = [is?.child ?? null, was?.child ?? null];
    const below = (b: Table, a: Table): void =>
      compare(found, { before: b, after: a, from, to, base: place.page });
    if (mine !== null && theirs !== null) {
      if (theirs.leaves === 0 && mine.leaves > 0) add('refilled');
      if (theirs.leaves > 0 && mine.leaves === 0) add('emptied');
      below(theirs, mine);
    } else if (mine !== null) {
      add(was === null ? 'table-new' : 'split');
      if (was === null) below(emptyTable(mine.level, false), mine);
    } else if (theirs !== null) {
      add(is === null ? 'table-gone' : 'joined');
      if (is === null) below(theirs, emptyTable(theirs.level, false));
    } else add(is === null ? 'gone' : was === null ? 'new' : 'changed');
  }
}

function isDeep(table: Table | null): boolean {
  return table?.runs.some(({ child }) => child !== null) ?? false;
}

/** Whether a leaf is not present now. */
export function isNonPresent({ kind, entry }: Changed): boolean {
  return (kind === 'changed' || kind === 'new') && !isPresent(entry);
}

/** Whether a large leaf turned non-present. */
export function isNonPresentLarge(one: Changed): boolean {
  return one.level > 1 && isNonPresent(one);
}
