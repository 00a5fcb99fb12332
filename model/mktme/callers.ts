/** The places where sync is hooked in, beside the page-attribute code: enabling, hotplug, removal, read-only data. */
import { Misuse } from '../core/machine';
import { NX, PAGES, PSE, WRITE } from './bits';
import { splitLeaf } from './canonical';
import type { Context } from './context';
import { done, flushAll, outcomeOf, set, setRoot, sync } from './context';
import { changeAttributes } from './cpa';
import type { Geometry } from './geometry';
import { copyBase, massaged, physicalMask } from './geometry';
import { everything } from './hook';
import type { State } from './state';
import type { Range } from './sync';
import { pagesRange, rangeOf } from './sync';
import type { Table } from './table';
import { runAt } from './table';
import { change, lookup, put } from './tree';
import type { Hotplug, Hotremove, MarkRodataRo, Outcome, SyncDirectMapping } from './types';

/** Flags of a fresh direct mapping: present, writable, accessed, dirty, global, not executable. */
const KERNEL = 0x163n | NX;

export function syncDirectMapping(c: Context, { start, end }: SyncDirectMapping): Outcome {
  return outcomeOf(c, sync(c, rangeOf(c.state, start, end)));
}

function allOf(geo: Geometry): Range {
  const { start, end } = everything(geo);
  return pagesRange(start, end);
}

/** init_page_mktme(): the key first, then everything (MKTME-28). */
export function enable(c: Context): Outcome {
  if (c.state.nrKeyids === 0 && c.state.copies === 0)
    throw new Misuse('the CPU has no KeyIDs: nothing to enable');
  set(c, { enabled: true, booted: true });
  const synced = sync(c, allOf(c.state.geo));
  if (synced.error === null) return outcomeOf(c, synced);
  if (!c.rules.enableReports) return outcomeOf(c, { ...synced, error: null });
  set(c, { enabled: false });
  removeCopies(c);
  return outcomeOf(c, synced);
}

/** mktme_disable(). */
export function disable(c: Context): Outcome {
  switchOff(c);
  return done(c);
}

/** Also where the geometry or the memory is not fit for it (MKTME-41, MKTME-45). */
export function switchOff(c: Context): void {
  if (c.rules.disableRemoves) removeCopies(c);
  set(c, { enabled: false, shift: 0n, keyMask: 0n, physicalMask: physicalMask(0n), nrKeyids: 0 });
}

function removeCopies(c: Context): void {
  const { geo, root, copies } = c.state;
  const next = change(root, copyBase(geo, 1), copyBase(geo, copies + 1), () => [], true);
  if (next.tables === root.tables) return;
  const freed = setRoot(c, next);
  flushAll(c);
  c.events.push({ event: 'free', tables: freed, linked: false });
}

/** kernel_physical_mapping_init(): map, sync, warn, and only then the other page tables (MKTME-25, MKTME-105). */
export function hotplug(c: Context, op: Hotplug): Outcome {
  const { start, end } = physicalRange(c.state, op);
  const { base } = c.state.geo;
  const newEntry = lacksTop(c.state.root, base + start, base + end);
  set(c, { root: mapRange(c.state, start, end), booted: true });
  const synced = sync(c, pagesRange(base + start, base + end));
  if (synced.bug !== null) return outcomeOf(c, synced);
  if (synced.error !== null) c.events.push({ event: 'warn', about: 'sync-failed' });
  if (newEntry) c.events.push({ event: 'pgd_sync' });
  return outcomeOf(c, { ...synced, error: null });
}

/** Whether the top table has no entry for a part of [start, end). */
function lacksTop(root: Table, start: number, end: number): boolean {
  const span = pagesOf(root.level);
  for (let slot = Math.floor(start / span); slot * span < end; slot += 1)
    if (runAt(root, slot) === null) return true;
  return false;
}

function physicalRange(
  { geo }: State,
  { start, end }: { readonly start: bigint; readonly end: bigint },
): { start: number; end: number } {
  if (end <= start || (start & 0xfffn) !== 0n || (end & 0xfffn) !== 0n)
    throw new Misuse('the memory has to be whole pages, in order');
  if (end >> 12n > BigInt(geo.dm)) throw new Misuse('the memory does not fit into the direct mapping');
  return { start: Number(start >> 12n), end: Number(end >> 12n) };
}

/** Maps frames with the largest pages that fit. */
function mapRange({ geo, root }: State, start: number, end: number): Table {
  let table = root;
  for (let frame = start; frame < end;) {
    const sizes = geo.gbpages ? [3, 2] : [2];
    const level = sizes.find((l) => frame % pagesOf(l) === 0 && end - frame >= pagesOf(l)) ?? 1;
    // From there on larger pages may fit.
    const border = (Math.floor(frame / pagesOf(level + 1)) + 1) * pagesOf(level + 1);
    const n = Math.floor((Math.min(border, end) - frame) / pagesOf(level));
    const flags = level === 1 ? KERNEL : KERNEL | PSE;
    const entry = massaged(geo, (BigInt(frame) << 12n) | flags);
    table = put(table, { page: geo.base + frame, level, n, entry });
    frame += n * pagesOf(level);
  }
  return table;
}

function pagesOf(level: number): number {
  return PAGES[level] as number;
}

/** kernel_physical_mapping_remove(): remove and flush, then sync the virtual range, then warn (MKTME-26, MKTME-106). */
export function hotremove(c: Context, op: Hotremove): Outcome {
  const { base } = c.state.geo;
  const frames = physicalRange(c.state, op);
  const at = { start: base + frames.start, end: base + frames.end };
  const { start, end } = c.rules.removalRounds ? wide(c.state.root, at) : at;
  setRoot(c, removed(c.state.root, at));
  flushAll(c);
  const synced = sync(c, pagesRange(start, end));
  if (synced.error !== null) c.events.push({ event: 'warn', about: 'sync-failed' });
  return outcomeOf(c, { ...synced, error: null });
}

/** The range, out to the borders of the leaves that it cuts. */
function wide(root: Table, { start, end }: { start: number; end: number }): { start: number; end: number } {
  const low = lookup(root, start);
  const high = lookup(root, end - 1);
  const last = high === null ? end : Math.max(end, high.page + pagesOf(high.level));
  return { start: low === null ? start : low.page, end: last };
}

function removed(root: Table, { start, end }: { start: number; end: number }): Table {
  let table = root;
  for (const edge of [start, end]) {
    for (;;) {
      const found = lookup(table, edge);
      if (found === null || found.page === edge) break;
      table = splitLeaf(table, edge);
    }
  }
  return change(table, start, end, () => [], true);
}

/** More than this is no request: the schema has as many at most, and holes are passed over page by page. */
const MOST_PAGES = 4_194_304n;

/** mark_rodata_ro(): its changes reach the copies by way of cpa_flush() (MKTME-27). */
export function markRodataRo(c: Context, { start, end }: MarkRodataRo): Outcome {
  const pages = (end - start) >> 12n;
  if (pages < 1n || pages > MOST_PAGES)
    throw new Misuse('the range has to be whole pages, in order, and of 16 GiB at most');
  const request = { addresses: [start], pages: Number(pages), set: 0n, clear: WRITE };
  return changeAttributes(c, { op: 'change_page_attr', ...request });
}
