/** A mutant is a profile with rules exchanged, or one whose step goes wrong. */
import type { Mutant } from '../../core/machine';
import type { WrongStep } from '../../core/mutant';
import { withStep } from '../../core/mutant';
import type { Rules } from '../rules';
import { rulesOf } from '../rules';
import type { State } from '../state';
import { modelOf } from '../step';
import type { Event, Op, Outcome } from '../types';

export type Wrong = WrongStep<State, Op, Outcome>;
type OpOf<N extends Op['op']> = Extract<Op, { op: N }>;

/** The rules that are wrong, which may be made of the right ones. */
export type Exchange = Partial<Rules> | ((right: Rules) => Partial<Rules>);

export interface Told {
  readonly id: string;
  readonly requirement: string;
  readonly invariant?: number;
  readonly origin: string;
  /** What is wrong, in each of the profiles. */
  readonly rules?: Exchange;
  readonly step?: Wrong;
}

/** One mutant a profile; in `seed` its id ends in `-posted`, in `before` it says so itself. */
export function mutantsIn(profiles: readonly string[], told: Told): readonly Mutant[] {
  const { rules, step, id, ...rest } = told;
  return profiles.map((profile) => {
    const right = rulesOf(profile);
    const wrong = { ...right, ...(typeof rules === 'function' ? rules(right) : rules) };
    return {
      ...rest,
      id: profile === 'seed' ? `${id}-posted` : id,
      profile,
      model: (choices) => {
        const model = modelOf(wrong, choices);
        return step ? withStep<State, Op, Outcome>(model, step) : model;
      },
    };
  });
}

/** These operations leave parts of the state wrong. */
export function leaving<N extends Op['op']>(
  names: readonly N[],
  wrong: (after: State, before: State, op: OpOf<N>) => Partial<State>,
): Wrong {
  return (step, before, op) => {
    const stepped = step(before, op);
    if (!isOf(names, op)) return stepped;
    return { ...stepped, state: { ...stepped.state, ...wrong(stepped.state, before, op) } };
  };
}

/** These operations are judged by another state than there is; what they were shown wrong is afterwards as it was. */
export function believing<N extends Op['op']>(
  names: readonly N[],
  believed: (state: State, op: OpOf<N>) => Partial<State>,
): Wrong {
  return (step, before, op) => {
    if (!isOf(names, op)) return step(before, op);
    const shown = believed(before, op);
    const stepped = step({ ...before, ...shown }, op);
    const back = Object.fromEntries(Object.keys(shown).map((name) => [name, before[name as keyof State]]));
    return { ...stepped, state: { ...stepped.state, ...back } };
  };
}

/** These operations are taken for others. */
export function takenFor<N extends Op['op']>(
  names: readonly N[],
  other: (op: OpOf<N>, state: State) => Op,
): Wrong {
  return (step, state, op) => step(state, isOf(names, op) ? other(op, state) : op);
}

/** These operations, where the test holds, do nothing but to answer so. */
export function answering<N extends Op['op']>(
  names: readonly N[],
  test: (op: OpOf<N>, state: State) => boolean,
  outcome: Outcome,
): Wrong {
  return (step, state, op) => (isOf(names, op) && test(op, state) ? { state, outcome } : step(state, op));
}

/** These operations have other events. */
export function telling(
  names: readonly Op['op'][],
  events: (right: readonly Event[], state: State) => readonly Event[],
): Wrong {
  return (step, before, op) => {
    const stepped = step(before, op);
    if (!isOf(names, op)) return stepped;
    const { outcome } = stepped;
    return { ...stepped, outcome: { ...outcome, events: events(outcome.events ?? [], before) } as Outcome };
  };
}

function isOf<N extends Op['op']>(names: readonly N[], op: Op): op is OpOf<N> {
  return (names as readonly string[]).includes(op.op);
}
