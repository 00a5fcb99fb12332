/** cpa_flush(): the sync of the copies, the TLB, the cache, in this order. */
import { isPresent, PCD, PSE, PWT } from './bits';
import type { Context, Synced } from './context';
import { flushAll, flushLocal, flushPages, neighbours, outcomeOf, sync, withEvents } from './context';
import { addressOf } from './geometry';
import type { Touched } from './hook';
import type { Progress } from './progress';
import { pagesRange } from './sync';
import { lookup } from './tree';
import type { ChangePageAttr, Outcome } from './types';

type How = Touched['how'];

/** @returns what change_page_attr_set_clr() returns: 0, whatever sync said (MKTME-35) */
export function cpaFlush(
  c: Context,
  op: ChangePageAttr,
  how: How,
  starts: readonly number[],
  progress: Progress,
): Outcome {
  if (op.interrupts === 'off') {
    return withEvents(c, { outcome: 'fault', fault: '#BUG', bug: 'interrupts-off', allocated: 0 });
  }
  const cache = asksCache(op);
  const synced = c.state.enabled ? hook(c, op, how, progress) : null;
  if (synced?.bug) {
    return withEvents(c, { outcome: 'fault', fault: '#BUG', bug: synced.bug, allocated: synced.allocated });
  }
  if (synced === null || c.rules.flushesAfterSync(cache)) ordinary(c, op, how, starts, progress.aliased);
  return withEvents(c, { outcome: 'ok', allocated: synced?.allocated ?? 0 });
}

/** Whether what is set makes the pages uncached, or large. */
function asksCache({ set }: ChangePageAttr): boolean {
  return (set & (PWT | PCD | PSE)) !== 0n;
}

function hook(c: Context, op: ChangePageAttr, how: How, progress: Progress): Synced | null {
  if (how === 'pages' && c.rules.readsUnpassed) return { allocated: 0, error: null, bug: 'null-read' };
  const { first, last, contiguous } = progress;
  const touched: Touched = {
    how,
    address: op.addresses[0] as bigint,
    pages: op.pages,
    // Something was changed or split, so there was a first page.
    first: first as bigint,
    last: last as bigint,
    contiguous,
  };
  const range = c.rules.hookRange(c.state.geo, touched);
  if (range === 'none') return null;
  return sync(c, pagesRange(range.start, range.end));
}

/** The error path: everything at once. What was changed before the error has to reach the copies (MKTME-61). */
export function flushAfterError(c: Context, op: ChangePageAttr, progress: Progress): Outcome {
  const failed: Outcome = { outcome: 'error', error: 'EFAULT', allocated: 0 };
  if (!progress.changed) return withEvents(c, failed);
  let allocated = 0;
  if (c.state.enabled && c.rules.errorPathSyncs) {
    const { base, dm } = c.state.geo;
    const synced = sync(c, pagesRange(base, base + dm));
    if (synced.bug !== null) return outcomeOf(c, synced);
    allocated = synced.allocated;
  }
  flushLocal(c);
  if (asksCache(op)) c.events.push({ event: 'wbinvd' });
  return withEvents(c, { ...failed, allocated });
}

/** cpa_flush() as it is without MKTME. `aliased`: pages of C were changed by another address (MKTME-100). */
function ordinary(
  c: Context,
  op: ChangePageAttr,
  how: How,
  starts: readonly number[],
  aliased: boolean,
): void {
  const cache = asksCache(op);
  if (cache && op.clflush === false) {
    flushLocal(c);
    c.events.push({ event: 'wbinvd' });
    return;
  }
  const pages = (): readonly number[] =>
    how === 'range' ? Array.from({ length: op.pages }, (_, i) => (starts[0] as number) + i) : starts;
  if (op.pages > CEILING || (aliased && c.rules.flushesAliases)) flushAll(c);
  else flushPages(c, pages());
  if (!cache) return;
  for (const [start, n] of neighbours(pages().filter((page) => present(c, page))))
    c.events.push({ event: 'cache_flush', va: addressOf(c.state.geo.levels, start), pages: n });
}

/** Most pages that are flushed one by one (tlb_single_page_flush_ceiling). */
const CEILING = 33;

function present(c: Context, page: number): boolean {
  const found = lookup(c.state.root, page);
  return found !== null && isPresent(found.entry);
}
