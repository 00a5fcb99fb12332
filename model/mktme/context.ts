/** What one step gathers: the state so far, and the events. */
import type { Choices } from '../core/machine';
import { addressOf } from './geometry';
import type { Rules } from './rules';
import type { State } from './state';
import { draftOf } from './state';
import type { Range } from './sync';
import { misuse, syncKeyids } from './sync';
import type { Event, Outcome } from './types';
import type { Bug } from './walk';
import { frees, walkOf } from './walk';

export interface Context {
  readonly rules: Rules;
  readonly choices: Choices;
  state: State;
  readonly events: Event[];
}

/** Result of a sync inside a larger operation. */
export interface Synced {
  readonly allocated: number;
  readonly error: 'ENOMEM' | 'EINVAL' | null;
  readonly bug: Bug | null;
}

const NOTHING: Synced = { allocated: 0, error: null, bug: null };

/** Parts of the state become others. */
export function set(c: Context, parts: Partial<State>): void {
  c.state = Object.assign(draftOf(c.state), parts);
}

/** The tables become others: what sync allocated and is in them no more is freed. Returns how many of those there were. */
export function setRoot(c: Context, root: State['root']): number {
  const freed = c.state.root.tables - root.tables;
  set(c, { root, freed: c.state.freed + freed });
  return freed;
}

/** Success with the events, where there are any. Written out, which takes a third of what {@link withEvents} does. */
export function done({ events }: Context): Outcome {
  return events.length === 0 ? { outcome: 'ok' } : { outcome: 'ok', events };
}

/** Adds events to an outcome, where there are any. */
export function withEvents(c: Context, outcome: Outcome): Outcome {
  return c.events.length === 0 ? outcome : { ...outcome, events: c.events };
}

/** A flush of everything on all CPUs. */
export function flushAll(c: Context): void {
  c.events.push({ event: 'tlb_flush', scope: 'all', count: 1 });
  emptyTlb(c);
}

/** A flush of everything on this CPU, the only one that is modelled. */
export function flushLocal(c: Context): void {
  c.events.push({ event: 'tlb_flush', scope: 'local', count: 1 });
  emptyTlb(c);
}

function emptyTlb(c: Context): void {
  set(c, { tlb: [] });
}

/** Single pages, by number. */
export function flushPages(c: Context, pages: readonly number[]): void {
  const { levels } = c.state.geo;
  const sorted = [...new Set(pages)].sort((a, b) => a - b);
  const at = neighbours(sorted).map(([page, n]) => ({ va: addressOf(levels, page), pages: n }));
  c.events.push({ event: 'tlb_flush', scope: 'page', count: pages.length, at });
  const tlb = c.state.tlb.filter(
    ({ leaf, pages: size }) => !pages.some((page) => page >= leaf && page < leaf + size),
  );
  set(c, { tlb });
}

/** Page numbers as runs: the first, and how many follow each other. */
export function neighbours(pages: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const page of pages) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === page) last[1] += 1;
    else runs.push([page, 1]);
  }
  return runs;
}

/** sync_direct_mapping() as a part of an operation. */
export function sync(c: Context, range: Range): Synced {
  const { rules, state } = c;
  if (!state.enabled) return NOTHING;
  const wrong = misuse(state, range);
  return wrong !== null && rules.checksRange.includes(wrong) ? refuse(c, wrong) : carryOut(c, range);
}

function refuse(c: Context, wrong: 'empty' | 'malformed' | 'outside'): Synced {
  return wrong === 'empty' || c.choices['bad_range'] === 'ignored'
    ? NOTHING
    : { ...NOTHING, error: 'EINVAL' };
}

function carryOut(c: Context, range: Range): Synced {
  const { rules, state } = c;
  const walk = walkOf(state.geo, rules, state.failIn);
  const root = syncKeyids(walk, state, range);
  set(c, {
    root,
    allocated: state.allocated + walk.allocated,
    freed: state.freed + frees(walk),
    failIn: walk.failIn,
    failedBefore: walk.error !== null,
  });
  if (walk.gaps > 0) c.events.push({ event: 'gap', leaves: walk.gaps });
  if (walk.freedLinked > 0) c.events.push({ event: 'free', tables: walk.freedLinked, linked: true });
  if (walk.bug !== null) return { allocated: walk.allocated, error: null, bug: walk.bug };
  flushAll(c);
  if (walk.freed > 0) c.events.push({ event: 'free', tables: walk.freed, linked: false });
  return { allocated: walk.allocated, error: walk.error, bug: null };
}

/** The outcome of an operation that is a sync and nothing else. */
export function outcomeOf(c: Context, { allocated, error, bug }: Synced): Outcome {
  if (bug !== null) return withEvents(c, { outcome: 'fault', fault: '#BUG', bug, allocated });
  return withEvents(
    c,
    error === null ? { outcome: 'ok', allocated } : { outcome: 'error', error, allocated },
  );
}
