/** change_page_attr_set_clr(): the page loop of the page-attribute code, and what it remembers of its pages. */
import { Misuse } from '../core/machine';
import { isNone, NX, PAGES } from './bits';
import { newEntry, needOutsideCopies, splitLeaf } from './canonical';
import type { Context } from './context';
import { flushAll, set, withEvents } from './context';
import { cpaFlush, flushAfterError } from './cpa-flush';
import type { Geometry } from './geometry';
import { frameOf, massaged, pageOf } from './geometry';
import { progressOf, remember, type Progress } from './progress';
import type { State } from './state';
import { leafRun } from './table';
import { change, gapEnd, lookup } from './tree';
import type { ChangePageAttr, Outcome } from './types';

export function changeAttributes(c: Context, op: ChangePageAttr): Outcome {
  const how = op.how ?? 'range';
  if (how !== 'range' && op.addresses.length !== op.pages)
    throw new Misuse(`${how} takes one address for each page`);
  if (how === 'range' && op.addresses.length !== 1) throw new Misuse('a range takes one address');
  const progress = progressOf(op);
  const starts = startPages(c.state, op, how);
  const each = how === 'range' ? op.pages : 1;
  for (const page of starts) needOutsideCopies(c.state, page, page + each);
  for (const page of starts) loop(c, progress, page, each, true);
  if (progress.failed) return flushAfterError(c, op, progress);
  if (!progress.changed && !(progress.split && c.rules.forcedSplitSyncs && c.state.enabled)) {
    return withEvents(c, { outcome: 'ok', allocated: 0 });
  }
  return cpaFlush(c, op, how, starts, progress);
}

/** The address of each page, or of the first of a range, as page numbers. */
function startPages({ geo }: State, op: ChangePageAttr, how: 'range' | 'array' | 'pages'): readonly number[] {
  if (how === 'pages') {
    if (op.addresses.some((pfn) => pfn >= BigInt(geo.dm)))
      throw new Misuse('the frames have to lie in the direct mapping');
    return op.addresses.map((pfn) => geo.base + Number(pfn));
  }
  for (const va of op.addresses)
    if ((va & 0xfffn) !== 0n) throw new Misuse('addresses have to be those of pages');
  return op.addresses.map((va) => pageOf(geo.levels, va));
}

/** __change_page_attr_set_clr(): chunk by chunk. Aliases in C follow, unless NX alone is asked for. */
function loop(c: Context, progress: Progress, start: number, pages: number, primary: boolean): void {
  for (let page = start, left = pages; left > 0 && !progress.failed;) {
    const done = chunk(c, progress, page, left, primary);
    page += done;
    left -= done;
  }
}

/**
 * As much of one leaf as was asked for, or of 4 KiB leaves that are changed alike: only in C, since aliases follow page by page.
 * Returns how many pages it was.
 */
function chunk(c: Context, progress: Progress, page: number, left: number, primary: boolean): number {
  const { geo, root } = c.state;
  const found = lookup(root, page);
  if (found === null || isNone(found.entry))
    return hole(c, progress, page, Math.min(left, (found?.end ?? gapEnd(root, page)) - page), primary);
  const { level, entry } = found;
  const span = PAGES[level] as number;
  const inside = page - found.page;
  const alike = level === 1 && isInC(geo, page) ? found.end - page : span - inside;
  const n = Math.min(left, alike);
  const changed = massaged(geo, newEntry(geo, level, entry, progress.set, progress.clear));
  if (level > 1 && (progress.force || (changed !== entry && n < span))) {
    set(c, { root: splitLeaf(root, page) });
    progress.split = true;
    flushAll(c);
    return chunk(c, progress, page, left, primary);
  }
  const frame = frameOf(geo, entry) + BigInt(inside);
  if (primary) remember(progress, frame, n, level === 1 ? 1 : n);
  if (changed !== entry) {
    set(c, { root: change(root, page, page + n, (run) => [leafRun(run.at, run.n, changed)], false) });
    // The loop over C has flags of its own in Linux, and CPA_FLUSHTLB is lost with them.
    if (primary || c.rules.flushesAliases) progress.changed = true;
  }
  alias(c, progress, page, frame, n);
  return n;
}

/** __cpa_process_fault(): holes of C are passed over, others are an error. Returns how many of `left` pages it was. */
function hole(c: Context, progress: Progress, page: number, left: number, primary: boolean): number {
  const { geo } = c.state;
  if (isInC(geo, page)) {
    const n = Math.min(left, geo.base + geo.dm - page);
    if (primary) remember(progress, BigInt(page - geo.base), n, 1);
    return n;
  }
  c.events.push({ event: 'warn', about: 'unmapped-address' });
  progress.failed = true;
  return 1;
}

function isInC({ base, dm }: Geometry, page: number): boolean {
  return page >= base && page < base + dm;
}

/** cpa_process_alias(): the same change through C, where the request came by another address. */
function alias(c: Context, progress: Progress, page: number, frame: bigint, n: number): void {
  const { geo } = c.state;
  const { base, dm } = geo;
  if (isInC(geo, page)) return;
  if (((progress.set | progress.clear) & ~NX) === 0n || frame >= BigInt(dm)) return;
  if (!isNone(lookup(c.state.root, base + Number(frame))?.entry ?? 0n)) progress.aliased = true;
  loop(c, progress, base + Number(frame), n, false);
}
