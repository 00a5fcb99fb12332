/** sync_direct_mapping(): every KeyID in turn, from the top table down, then one flush of everything. */
import { BYTES, PAGE, PAGES } from './bits';
import { pageOf } from './geometry';
import type { State } from './state';
import { syncBelow } from './sync-tables';
import type { Run, Table } from './table';
import { emptyTable, linked, runAt, SLOTS, splice } from './table';
import type { Walk } from './walk';
import { allocate, stopped } from './walk';

/** Addresses as page numbers and bytes within the page. */
export interface Range {
  readonly start: number;
  readonly startByte: number;
  readonly end: number;
  readonly endByte: number;
}

const SLOT = PAGES[4] as number;
const SLOT_BYTES = BYTES[4] as number;

export function rangeOf(state: State, start: bigint, end: bigint): Range {
  const { levels } = state.geo;
  const low = (va: bigint): number => Number(va & 0xfffn);
  return { start: pageOf(levels, start), startByte: low(start), end: pageOf(levels, end), endByte: low(end) };
}

export function pagesRange(start: number, end: number): Range {
  return { start, startByte: 0, end, endByte: 0 };
}

/** What is wrong with a range: it is empty, not made of pages in order, or not inside C. Null where nothing is. */
export function misuse(
  { geo }: State,
  { start, startByte, end, endByte }: Range,
): 'empty' | 'malformed' | 'outside' | null {
  if (start === end && startByte === endByte) return 'empty';
  if (startByte !== 0 || endByte !== 0 || end < start) return 'malformed';
  return start < geo.base || end > geo.base + geo.dm ? 'outside' : null;
}

/** All KeyIDs over a range, up to the first that fails; the new top table. Errors and bugs stay in the walk. */
export function syncKeyids(walk: Walk, { root, nrKeyids }: State, range: Range): Table {
  let table = root;
  for (let keyid = 1; keyid <= nrKeyids && !stopped(walk); keyid += 1) {
    walk.keyid = keyid;
    table = syncKeyid(walk, table, range);
  }
  return table;
}

function syncKeyid(walk: Walk, root: Table, range: Range): Table {
  const first = Math.floor(range.start / SLOT);
  const last = Math.max(first, lastSlot(range));
  let table = root;
  for (let slot = first; slot <= last && !stopped(walk); slot += 1) {
    const lo = slot === first ? (range.start - slot * SLOT) * PAGE + range.startByte : 0;
    const hi = slot === last ? (range.end - slot * SLOT) * PAGE + range.endByte : SLOT_BYTES;
    table = syncSlotAt(walk, table, first, slot, lo, hi);
    if (walk.error !== null && slot < last) table = nextTop(walk, table, first, slot + 1);
  }
  return table;
}

/** The posted loop moves on to the next top-level entry, and makes its table, before it looks at the error. */
function nextTop(walk: Walk, root: Table, first: number, slot: number): Table {
  const target = targetSlot(walk, first, slot);
  const top = Math.floor(target / SLOTS);
  if (root.level === 4 || target % SLOTS !== 0 || slot % SLOTS === 0 || runAt(root, top) !== null)
    return root;
  if (!walk.rules.allocatesTopAfterError) return root;
  walk.allocated += 1;
  return splice(root, top, top + 1, [linked(top, emptyTable(4, true))]);
}

/** The slot that holds the last byte of the range. */
function lastSlot({ end, endByte }: Range): number {
  const slot = Math.floor(end / SLOT);
  return end === slot * SLOT && endByte === 0 ? slot - 1 : slot;
}

/** 512 GiB: the source slot and the destination slot, each looked up from the top. */
function syncSlotAt(walk: Walk, root: Table, first: number, slot: number, lo: number, hi: number): Table {
  const target = targetSlot(walk, first, slot);
  if (root.level === 4) return syncEntry(walk, root, runAt(root, slot), target, lo, hi);
  const sourceTop = runAt(root, Math.floor(slot / SLOTS))?.child ?? null;
  const top = Math.floor(target / SLOTS);
  const known = runAt(root, top)?.child ?? null;
  if (sourceTop === null && known === null) return root;
  if (known === null && !allocate(walk)) return root;
  const old = known ?? emptyTable(4, true);
  const source = sourceTop === null ? null : runAt(sourceTop, slot % SLOTS);
  const next = syncEntry(walk, old, source, target % SLOTS, lo, hi);
  return splice(root, top, top + 1, [linked(top, next)]);
}

function syncEntry(walk: Walk, table: Table, source: Run | null, at: number, lo: number, hi: number): Table {
  const old = runAt(table, at);
  if (source === null && old === null) return table;
  const next = syncBelow(walk, 4, { at, source, old }, lo, hi);
  return next === old ? table : splice(table, at, at + 1, next === null ? [] : [next]);
}

/**
 * The destination slot, counted from address 0. The posted code steps the top-level entries of source and
 * destination together: after each top-level border of C the destination's top-level entry is one further
 * than where the last step began, wherever the address lies.
 */
function targetSlot(walk: Walk, first: number, slot: number): number {
  const { geo, rules, keyid } = walk;
  const ahead = (at: number): number => at + (keyid * geo.dm) / SLOT;
  const crossings = Math.floor(slot / SLOTS) - Math.floor(first / SLOTS);
  if (!rules.topInLockstep || geo.levels === 4 || crossings === 0) return ahead(slot);
  const step = Math.floor(slot / SLOTS) * SLOTS;
  const top = Math.floor(ahead(first) / SLOTS) + crossings;
  return top * SLOTS + (ahead(step) % SLOTS) + (slot - step);
}
