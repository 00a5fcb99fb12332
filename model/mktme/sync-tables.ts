/**
 * sync_direct_mapping() below the top table: one table of the copy made like one table of C. Runs of equal
 * leaves are handled at once, so that the cost is that of the runs in the range.
 */
import { BYTES, isNone, PAGE } from './bits';
import { frameOf } from './geometry';
import type { Run, Table } from './table';
import { clip, emptyTable, entryAt, indexOf, leafRun, linked, push, SLOTS, splice } from './table';
import type { Walk } from './walk';
import { allocate, release, stopped } from './walk';

/** Neighbouring slots in which source and destination are of one kind each. */
interface Piece {
  readonly at: number;
  readonly n: number;
  readonly source: Run | null;
  readonly old: Run | null;
}

/** A piece with a table on one side, which is one slot. */
type Below = Omit<Piece, 'n'>;

/**
 * The destination table after a sync of [lo, hi), in bytes from the table's first address.
 * An empty, reversed or unaligned range is taken as the posted loops take it (they end on addr == end).
 */
export function syncTable(walk: Walk, source: Table | null, old: Table, lo: number, hi: number): Table {
  return old.level === 1 ? syncPages(walk, source, old, lo, hi) : syncSlots(walk, source, old, lo, hi);
}

function syncSlots(walk: Walk, source: Table | null, old: Table, lo: number, hi: number): Table {
  const bytes = BYTES[old.level] as number;
  const first = Math.floor(lo / bytes);
  const last = hi > lo ? Math.min(SLOTS, Math.ceil(hi / bytes)) : first + 1;
  const runs: Run[] = [];
  let changed = false;
  for (const piece of piecesOf(source, old, first, last)) {
    const start = Math.max(lo - piece.at * bytes, 0);
    const end = Math.min(hi - piece.at * bytes, bytes);
    const next = stopped(walk) ? piece.old : syncSlot(walk, old.level, piece, start, end);
    if (next !== piece.old) changed = true;
    if (next !== null) push(old.level, runs, next);
  }
  return changed ? splice(old, first, last, runs) : old;
}

function syncSlot(walk: Walk, level: number, piece: Piece, lo: number, hi: number): Run | null {
  const { source, old } = piece;
  if (source === null) {
    if (old === null) return null;
    return old.child === null ? null : syncBelow(walk, level, piece, lo, hi);
  }
  if (source.child !== null) return syncBelow(walk, level, piece, lo, hi);
  if (walk.rules.walks(level, source.entry)) return walkIntoData(walk, piece);
  if (old !== null && old.child !== null) return collapse(walk, piece, source, old.child);
  return copied(walk, piece, source, old);
}

/** A leaf over nothing or over a leaf of the same size. */
function copied(walk: Walk, { at, n }: Piece, source: Run, old: Run | null): Run | null {
  const { geo, rules } = walk;
  if (old !== null && frameOf(geo, old.entry) !== frameOf(geo, source.entry)) {
    walk.bug = 'frame-mismatch';
    return old;
  }
  const entry = rules.entry(geo, source.entry, walk.keyid);
  return old?.entry === entry ? old : leafRun(at, n, entry);
}

/** The posted code takes the entry for a pointer and reads data as a table (MKTME-52). */
function walkIntoData(walk: Walk, { old }: Piece): Run | null {
  const table = old !== null && old.child !== null;
  if (old !== null && !table) walk.gaps += 1;
  if (!table && !allocate(walk)) return null;
  walk.bug = 'data-walk';
  return table ? old : null;
}

/** C has a leaf where the copy has a table: the table goes (MKTME-15, MKTME-53). */
function collapse(walk: Walk, { at }: Piece, source: Run, table: Table): Run {
  const { geo, rules, keyid } = walk;
  release(walk, rules.freedAtCollapse(table.tables));
  return leafRun(at, 1, rules.entry(geo, source.entry, keyid));
}

/** C has a table, or the copy has one and C nothing: on to the next level. */
export function syncBelow(walk: Walk, level: number, piece: Below, from: number, to: number): Run | null {
  const { rules } = walk;
  const source = piece.source?.child ?? null;
  const leaf = piece.old?.child === null ? piece.old : null;
  const [lo, hi] = leaf !== null && rules.fillsWholeSplit ? [0, BYTES[level] as number] : [from, to];
  if (leaf !== null && rules.clearsBeforeAllocating) walk.gaps += 1;
  const kept = rules.clearsBeforeAllocating ? null : leaf;
  let table = piece.old?.child ?? null;
  const fresh = table === null;
  if (table === null) {
    if (!allocate(walk)) return kept;
    table = emptyTable(level - 1, true);
  }
  const next = syncTable(walk, source, table, lo, hi);
  if (walk.bug !== null) return fresh ? kept : relinked(piece, next);
  if (walk.error !== null && leaf !== null && !rules.clearsBeforeAllocating) {
    walk.freed += next.tables;
    return leaf;
  }
  if (source === null && walk.error === null && rules.removes(level, lo, hi, BYTES[level] as number)) {
    release(walk, 1);
    return null;
  }
  return relinked(piece, next);
}

function relinked({ at, old }: Below, table: Table): Run {
  return old?.child === table ? old : linked(at, table);
}

function syncPages(walk: Walk, source: Table | null, old: Table, lo: number, hi: number): Table {
  const first = Math.floor(lo / PAGE);
  const ends = hi > lo && (hi - lo) % PAGE === 0;
  const last = ends ? first + (hi - lo) / PAGE : SLOTS;
  const runs: Run[] = [];
  let changed = false;
  for (const piece of piecesOf(source, old, first, last)) {
    const next = walk.bug === null ? syncPage(walk, piece) : piece.old;
    if (next !== piece.old) changed = true;
    if (next !== null) push(1, runs, next);
  }
  if (!ends) walk.bug ??= 'overrun';
  return changed ? splice(old, first, last, runs) : old;
}

function syncPage(walk: Walk, piece: Piece): Run | null {
  if (piece.source !== null) return copied(walk, piece, piece.source, piece.old);
  return null;
}

/** [first, last) cut where source or destination change their kind. Entries that count as absent are. */
export function piecesOf(source: Table | null, old: Table, first: number, last: number): Piece[] {
  const pieces: Piece[] = [];
  let s = source === null ? 0 : indexOf(source, first);
  let o = indexOf(old, first);
  for (let at = first; at < last;) {
    const theirs = source?.runs[s];
    const ours = old.runs[o];
    const n = Math.min(last, border(theirs, at), border(ours, at)) - at;
    pieces.push({ at, n, source: part(old.level, theirs, at, n), old: part(old.level, ours, at, n) });
    at += n;
    if (theirs !== undefined && theirs.at + theirs.n <= at) s += 1;
    if (ours !== undefined && ours.at + ours.n <= at) o += 1;
  }
  return pieces;
}

/** The slot before which all from `at` on are of one kind. */
function border(run: Run | undefined, at: number): number {
  if (run === undefined) return Infinity;
  return run.at <= at ? run.at + run.n : run.at;
}

function part(level: number, run: Run | undefined, at: number, n: number): Run | null {
  if (run === undefined || run.at > at) return null;
  if (run.child !== null) return run;
  if (isNone(entryAt(level, run, at))) return null;
  return clip(level, run, at, at + n);
}
