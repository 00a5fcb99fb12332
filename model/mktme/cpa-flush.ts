/** cpa_flush(): the sync of the copies, the TLB, the cache, in this order. */
import { isPresent } from './bits';
import type { Context, Synced } from './context';
import { flushAll, flushLocal, flushPages, outcomeOf, sync, withEvents } from './context';
import type { Progress } from './cpa';
import { addressOf } from './geometry';
import type { Touched } from './hook';
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
  const { rules } = c;
  if (rules.interruptsBug(op.interrupts ?? 'on')) {
    return withEvents(c, { outcome: 'fault', fault: '#BUG', bug: 'interrupts-off', allocated: 0 });
  }
  const cache = rules.asksCache(op.set);
  const synced = c.state.enabled && rules.hookCalls ? hook(c, op, how, progress) : null;
  if (synced?.bug) {
    return withEvents(c, { outcome: 'fault', fault: '#BUG', bug: synced.bug, allocated: synced.allocated });
  }
  const allocated = synced?.allocated ?? 0;
  if (synced?.error && rules.hookWarns) c.events.push({ event: 'warn', about: 'sync-failed' });
  if (synced === null || rules.flushesAfterSync(cache)) ordinary(c, op, how, starts, cache);
  if (synced?.error === 'ENOMEM' && rules.hookReturnsError)
    return withEvents(c, { outcome: 'error', error: 'ENOMEM', allocated });
  return withEvents(c, { outcome: 'ok', allocated });
}

function hook(c: Context, op: ChangePageAttr, how: How, progress: Progress): Synced | null {
  if (how === 'pages' && c.rules.readsUnpassed) return { allocated: 0, error: null, bug: 'null-read' };
  const { first, last, contiguous } = progress;
  const touched: Touched = {
    how,
    address: op.addresses[0] as bigint,
    pages: op.pages,
    first: first ?? 0n,
    last,
    contiguous,
  };
  const range = c.rules.hookRange(c.state.geo, touched);
  if (range === 'none') return null;
  return sync(c, pagesRange(range.start, range.end));
}

/** The error path: everything at once. What was changed before the error has to reach the copies (MKTME-61). */
export function flushAfterError(c: Context, op: ChangePageAttr, progress: Progress): Outcome {
  const failed: Outcome = { outcome: 'error', error: 'EFAULT', allocated: 0 };
  if (!progress.changed && !c.rules.flushesUnchanged) return withEvents(c, failed);
  let allocated = 0;
  if (c.state.enabled && c.rules.errorPathSyncs) {
    const { base, dm } = c.state.geo;
    const synced = sync(c, pagesRange(base, base + dm));
    if (synced.bug !== null) return outcomeOf(c, synced);
    allocated = synced.allocated;
  }
  if (c.rules.errorPathFlushes) flushLocal(c);
  if (c.rules.asksCache(op.set)) c.events.push({ event: 'wbinvd' });
  return withEvents(c, { ...failed, allocated });
}

/** cpa_flush() as it is without MKTME. */
function ordinary(c: Context, op: ChangePageAttr, how: How, starts: readonly number[], cache: boolean): void {
  if (cache && op.clflush === false) {
    flushLocal(c);
    c.events.push({ event: 'wbinvd' });
    return;
  }
  const { ceiling } = c.rules;
  if (!cache && op.pages > ceiling) {
    flushAll(c);
    return;
  }
  const pages =
    how === 'range' ? Array.from({ length: op.pages }, (_, i) => (starts[0] as number) + i) : starts;
  if (pages.length <= ceiling) flushPages(c, pages);
  else flushAll(c);
  if (!cache) return;
  const runs = neighbours(pages.filter((page) => present(c, page)));
  for (const keyid of c.rules.cacheThrough(c.state.nrKeyids)) {
    for (const [start, n] of runs) {
      c.events.push({
        event: 'cache_flush',
        va: addressOf(c.state.geo.levels, start + keyid * c.state.geo.dm),
        pages: n,
      });
    }
  }
}

function present(c: Context, page: number): boolean {
  const found = lookup(c.state.root, page);
  return found !== null && isPresent(found.entry);
}

/** Page numbers as runs. */
function neighbours(pages: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const page of pages) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === page) last[1] += 1;
    else runs.push([page, 1]);
  }
  return runs;
}
