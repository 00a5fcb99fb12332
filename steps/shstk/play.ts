/** Sequences of operations: generated as small choices, made into operations by what the subject's state allows. */
import * as fc from 'fast-check';
import type { AnyOutcome } from '../../model/core/machine';
import type { Inspection, Op, ThreadView } from '../../model/shstk/types';
import type { Lab } from '../lab';
import type { Property, Seen } from '../property';
import { biasedU64, holds } from '../property';
import { restart } from './setup';
import { scenarioOf } from './say';

/** One choice: a kind of step, a small number and a value, whose meaning the kind decides. */
export interface Action {
  readonly kind: string;
  readonly pick: number;
  readonly value: bigint;
}

export interface Observed {
  readonly action: Action;
  readonly op: Op;
  readonly outcome: AnyOutcome;
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
  readonly op: (action: Action, state: Inspection, profile: string) => Op | null;
  /** A fresh watch for each run; throws where the invariant is broken. */
  readonly watch: (seen: Seen) => {
    readonly observe: (observed: Observed) => void;
    readonly end?: (lab: Lab) => Promise<void>;
  };
}

/** Runs a plan with the lab's seed and number of runs. */
export async function forAll(lab: Lab, plan: Plan): Promise<void> {
  const action: fc.Arbitrary<Action> = fc.record({
    kind: fc.constantFrom(...plan.kinds),
    pick: fc.integer({ min: 0, max: 7 }),
    value: plan.value ?? biasedU64(),
  });
  const property: Property<readonly Action[]> = {
    arbitrary: fc.array(action, { minLength: 1, maxLength: plan.length ?? 16, size: '+1' }),
    mustReach: plan.mustReach,
    scenario: scenarioOf,
    run: (on, actions, seen) => play(on, plan, actions, seen),
  };
  await holds(lab, property);
}

async function play(lab: Lab, plan: Plan, actions: readonly Action[], seen: Seen): Promise<void> {
  await restart(lab);
  for (const op of plan.first ?? []) await lab.perform(op);
  const { observe, end } = plan.watch(seen);
  let before = await inspected(lab);
  for (const action of actions) {
    const op = plan.op(action, before, lab.profile);
    if (op === null) continue;
    const outcome = await lab.perform(op);
    const after = await inspected(lab);
    observe({ action, op, outcome, before, after });
    before = after;
    if (!after.threads[1]) break;
  }
  if (before.threads[1]) await end?.(lab);
}

export async function inspected(lab: Lab): Promise<Inspection> {
  return (await lab.options.subject.inspect()) as Inspection;
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

export const HANDLER = 0x401f00n;

export function handler(signo: number, onstack = false): Op {
  return { op: 'sigaction', thread: 1, signo, handler: 'function', restorer: HANDLER, onstack };
}
