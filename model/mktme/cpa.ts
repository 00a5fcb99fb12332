/** change_page_attr_set_clr(): the page loop of the page-attribute code, and what it remembers of its pages. */
import { Misuse } from '../core/machine';
import { isNone, NX, PAGES } from './bits';
import { newEntry, needOutsideCopies, splitLeaf } from './canonical';
import type { Context } from './context';
import { flushAll, set, withEvents } from './context';
import { cpaFlush, flushAfterError } from './cpa-flush';
import { frameOf, massaged, pageOf } from './geometry';
import { progressOf, remember, type Progress } from './progress';
import type { State } from './state';
import { leafRun } from './table';
import { lookup, setSlot } from './tree';
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

/** As much of one leaf as was asked for. Returns how many pages it was. */
function chunk(c: Context, progress: Progress, page: number, left: number, primary: boolean): number {
  const { geo, root } = c.state;
  const found = lookup(root, page);
  if (found === null || isNone(found.entry)) return hole(c, progress, page, primary);
  const { level, entry } = found;
  const span = PAGES[level] as number;
  const inside = page - found.page;
  const n = Math.min(left, span - inside);
  const changed = massaged(geo, newEntry(geo, level, entry, progress.set, progress.clear));
  if (level > 1 && (progress.force || (changed !== entry && n < span))) {
    set(c, { root: splitLeaf(root, page) });
    progress.split = true;
    flushAll(c);
    return chunk(c, progress, page, left, primary);
  }
  const frame = frameOf(geo, entry) + BigInt(inside);
  if (primary) remember(progress, frame, n);
  if (changed !== entry) {
    set(c, { root: setSlot(root, page, level, (_run, at) => leafRun(at, 1, changed)) });
    // The loop over C has flags of its own in Linux, and CPA_FLUSHTLB is lost with them.
    if (primary || c.rules.flushesAliases) progress.changed = true;
  }
  alias(c, progress, page, frame, n);
  return n;
}

/** __cpa_process_fault(): holes of C are passed over, others are an error. */
function hole(c: Context, progress: Progress, page: number, primary: boolean): number {
  const { base, dm } = c.state.geo;
  const inside = page >= base && page < base + dm;
  if (primary && inside) remember(progress, BigInt(page - base), 1);
  if (!inside) {
    c.events.push({ event: 'warn', about: 'unmapped-address' });
    progress.failed = true;
  }
  return 1;
}

/** cpa_process_alias(): the same change through C, where the request came by another address. */
function alias(c: Context, progress: Progress, page: number, frame: bigint, n: number): void {
  const { base, dm } = c.state.geo;
  if (page >= base && page < base + dm) return;
  if (((progress.set | progress.clear) & ~NX) === 0n || frame >= BigInt(dm)) return;
  if (!isNone(lookup(c.state.root, base + Number(frame))?.entry ?? 0n)) progress.aliased = true;
  loop(c, progress, base + Number(frame), n, false);
}
