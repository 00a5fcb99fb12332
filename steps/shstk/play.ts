/** Sequences of operations: generated as small choices, made into operations by what the subject's state allows. */
import * as fc from 'fast-check';
import type { Inspection, Op, Outcome, ThreadView } from '../../model/shstk/types';
import type { ForAll, Stage } from '../phrases/machine';
import type { Seen } from '../seen';
import { biasedU64 } from '../property';
import type { Setup, Shstk } from './course';
import { RESTORER } from './values';

/** One choice: a kind of step, a small number and a value, whose meaning the kind decides. */
export interface Action {
  readonly kind: string;
  readonly pick: number;
  readonly value: bigint;
}

export interface Observed {
  readonly action: Action;
  readonly op: Op;
  readonly outcome: Outcome;
  readonly before: Inspection;
  readonly after: Inspection;
}

export interface Plan {
  readonly kinds: readonly string[];
  /** Steps that every run begins with. */
  readonly first?: readonly Op[];
  readonly value?: fc.Arbitrary<bigint>;
  readonly length?: number;
  readonly mustReach: readonly string[];
  /** The operation for a choice, or null where the state allows none. */
  readonly op: (action: Action, state: Inspection, setup: Setup) => Op | null;
  /** A fresh watch for each run; throws where the invariant is broken. */
  readonly watch: (seen: Seen) => {
    readonly observe: (observed: Observed) => void;
    readonly end?: (stage: ShstkStage) => Promise<void>;
  };
}

/** A run of a property of this machine. */
export type ShstkStage = Stage<Shstk, Setup>;

export function forAll(plan: Plan): ForAll<Shstk, Setup, readonly Action[]> {
  const action: fc.Arbitrary<Action> = fc.record({
    kind: fc.constantFrom(...plan.kinds),
    pick: fc.integer({ min: 0, max: 7 }),
    value: plan.value ?? biasedU64(),
  });
  return {
    arbitrary: fc.array(action, { minLength: 1, maxLength: plan.length ?? 16, size: '+1' }),
    mustReach: plan.mustReach,
    run: (stage, actions, seen) => play(stage, plan, actions, seen),
  };
}

async function play(stage: ShstkStage, plan: Plan, actions: readonly Action[], seen: Seen): Promise<void> {
  for (const op of plan.first ?? []) await stage.perform(op);
  const { observe, end } = plan.watch(seen);
  let before = await stage.state();
  for (const action of actions) {
    const op = plan.op(action, before, stage.setup);
    if (op === null) continue;
    const outcome = await stage.perform(op);
    const after = await stage.state();
    observe({ action, op, outcome, before, after });
    before = after;
    if (!after.threads[1]) break;
  }
  if (before.threads[1]) await end?.(stage);
}

/** Thread 1, which is there as long as the program lives. */
export function mainOf(state: Inspection): ThreadView {
  const view = state.threads[1];
  if (!view) throw new Error('the program is dead');
  return view;
}

export function at<T>(list: readonly T[], pick: number): T {
  return list[pick % list.length] as T;
}

export function handler(signo: number, onstack = false): Op {
  return { op: 'sigaction', thread: 1, signo, handler: 'function', restorer: RESTORER, onstack };
}
