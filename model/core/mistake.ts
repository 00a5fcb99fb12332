/** How a mutant is made of a profile with one mistake: some of its rules are others, or its step is wrapped. */
import type { AnyOp, AnyOutcome, Choices, Model, Mutant, Stepped } from './machine';
import type { ProfileRules } from './rules';

export type Wrap<S> = (model: Model<S>) => Model<S>;

export interface Mistake<R, S> {
  /** Kebab-case and permanent. */
  readonly id: string;
  /** The requirement that it breaks. */
  readonly breaks: string;
  /** Where it was really made, or how it is easily made. */
  readonly origin: string;
  /** Another profile than the usual one. */
  readonly profile?: string;
  /** The number of the invariant that speaks of it. */
  readonly invariant?: number;
  readonly rules?: Partial<R>;
  readonly wrap?: Wrap<S>;
}

/** Makes the mutants of a machine; those that name no profile are of the `usual` one. */
export function mutantOf<R extends ProfileRules, S>(
  rulesOf: (profile: string) => R,
  usual: string,
  modelOf: (rules: R, choices: Choices) => Model<S>,
): (mistake: Mistake<R, S>) => Mutant {
  return ({ id, breaks, origin, profile = usual, invariant, rules = {}, wrap = (model) => model }) => {
    const broken = { ...rulesOf(profile), ...rules };
    return {
      id,
      profile,
      requirement: breaks,
      origin,
      ...(invariant === undefined ? {} : { invariant }),
      model: (choices) => wrap(modelOf(broken, choices)),
    };
  };
}

type Step<S, Op, O extends AnyOutcome> = (state: S, op: Op) => Stepped<S, O>;

/** The wraps of a machine's step. */
export interface Wraps<S, Op, O extends AnyOutcome> {
  /** Another step, which may take the right one. */
  readonly stepping: (change: (step: Step<S, Op, O>, state: S, op: Op) => Stepped<S, O>) => Wrap<S>;
  /** The step of another operation than the one asked for. */
  readonly hearing: (change: (op: Op, state: S) => Op) => Wrap<S>;
  /** The step with another outcome. */
  readonly answering: (change: (outcome: O, op: Op, before: S, after: S) => O) => Wrap<S>;
  /** The step into another state. */
  readonly leaving: (change: (after: S, op: Op, before: S, outcome: O) => S) => Wrap<S>;
}

/** The wraps of a machine whose states, operations and outcomes are of these types. */
export function wrapsOf<S, Op extends AnyOp, O extends AnyOutcome>(): Wraps<S, Op, O> {
  const stepping: Wraps<S, Op, O>['stepping'] = (change) => (model) => {
    const step = model.step.bind(model) as Step<S, Op, O>;
    return { ...model, step: (state, op) => change(step, state, op as Op) };
  };
  return {
    stepping,
    hearing: (change) => stepping((step, state, op) => step(state, change(op, state))),
    answering: (change) =>
      stepping((step, before, op) => {
        const { state, outcome } = step(before, op);
        return { state, outcome: change(outcome, op, before, state) };
      }),
    leaving: (change) =>
      stepping((step, before, op) => {
        const { state, outcome } = step(before, op);
        return { state: change(state, op, before, outcome), outcome };
      }),
  };
}
