/** Mistakes in the sync function: its loops, its flush, its errors, its tables. */
import type { Mutant } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { PAGE } from '../bits';
import { addressOf } from '../geometry';
import type { State } from '../state';
import type { Event, SyncDirectMapping } from '../types';
import { answering, leaving, mutant, ranOut, refusing, stepping, SYNC, takenFor, telling } from './make';

const FLUSH: Event = { event: 'tlb_flush', scope: 'all', count: 1 };
const isFlush = ({ event }: Event): boolean => event === 'tlb_flush';
const bytes = BigInt(PAGE);

function endOfC({ geo }: State): bigint {
  return addressOf(geo.levels, geo.base + geo.dm);
}

/** A sync that does not flush where the test holds, neither by an event nor by what the TLB then holds. */
function unflushed(test: (before: State, after: State) => boolean): Wrap<State> {
  return stepping((step, before, op) => {
    const { state, outcome } = step(before, op);
    if (op.op !== 'sync_direct_mapping' || !test(before, state)) return { state, outcome };
    const events = (outcome.events ?? []).filter((event) => !isFlush(event));
    return { state: { ...state, tlb: before.tlb }, outcome: { ...outcome, events } };
  });
}

/** A sync of another range, where the given one lies in C. */
function ranging(other: (op: SyncDirectMapping, s: State) => Partial<SyncDirectMapping>): Wrap<State> {
  return takenFor(SYNC, (op, s) => ({ ...op, ...other(op, s) }));
}

export const SYNC_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'end-of-c-refused',
    breaks: 'MKTME-01',
    origin: 'the end of a range compared like an address, with >=',
    wrap: refusing(SYNC, (op, s) => s.enabled && op.end === endOfC(s), {
      outcome: 'error',
      error: 'EINVAL',
      allocated: 0,
    }),
  }),
  mutant({
    id: 'flushes-while-off',
    breaks: 'MKTME-02',
    invariant: 6,
    origin: 'the flush moved in front of the test of the static key',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      if (op.op !== 'sync_direct_mapping' || before.enabled) return { state, outcome };
      return { state: { ...state, tlb: [] }, outcome: { ...outcome, events: [FLUSH] } };
    }),
  }),
  mutant({
    id: 'rolls-back',
    breaks: 'MKTME-05',
    invariant: 5,
    origin: 'a clean-up path that undoes too much',
    wrap: leaving(SYNC, (after, before) => (ranOut(before, after) ? { root: before.root } : {})),
  }),
  mutant({
    id: 'flush-missing',
    breaks: 'MKTME-06',
    invariant: 10,
    origin: 'the flush left to the callers',
    wrap: unflushed(() => true),
  }),
  mutant({
    id: 'flush-twice',
    breaks: 'MKTME-06',
    invariant: 4,
    origin: 'the callers flush, too',
    wrap: telling(SYNC, (right) => right.map((event) => (isFlush(event) ? { ...event, count: 2 } : event))),
  }),
  mutant({
    id: 'end-inclusive',
    breaks: 'MKTME-07',
    invariant: 2,
    origin: 'a loop over pages that is off by one',
    wrap: ranging(({ start, end }, s) => (start < end && end < endOfC(s) ? { end: end + bytes } : {})),
  }),
  mutant({
    id: 'frames-not-compared',
    breaks: 'MKTME-14',
    origin: 'BUG_ON() compiled out',
    wrap: answering(SYNC, (right) =>
      right.outcome === 'fault' && right.bug === 'frame-mismatch'
        ? { outcome: 'ok', allocated: right.allocated ?? 0, events: [FLUSH] }
        : right,
    ),
  }),
  mutant({
    id: 'collapse-frees-nothing',
    breaks: 'MKTME-15',
    invariant: 9,
    origin: 'the entry overwritten, the table below it forgotten',
    rules: { freedAtCollapse: () => 0 },
  }),
  mutant({
    id: 'no-memory-not-reported',
    breaks: 'MKTME-18',
    invariant: 5,
    origin: 'return 0 at the end of the function',
    wrap: answering(SYNC, (right) =>
      right.outcome === 'error' && right.error === 'ENOMEM'
        ? { ...right, outcome: 'ok', allocated: right.allocated ?? 0 }
        : right,
    ),
  }),
  mutant({
    id: 'malformed-accepted',
    breaks: 'MKTME-51',
    origin: 'the alignment of start and end left to the callers',
    rules: { checksRange: ['empty', 'outside'] },
  }),
  mutant({
    id: 'failure-sticks',
    breaks: 'MKTME-57',
    origin: 'an error remembered for good',
    wrap: refusing(SYNC, (_op, s) => s.failedBefore, { outcome: 'error', error: 'ENOMEM', allocated: 0 }),
  }),
];
