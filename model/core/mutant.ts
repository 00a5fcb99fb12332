/** How mutants of profiles that are sets of rules are made. */
import type { AnyOp, AnyOutcome, Choices, Model, Mutant, Stepped } from './machine';

export interface MutantOptions<P extends string> {
  /** The number of the invariant that speaks of it. */
  readonly invariant?: number;
  readonly profile?: P;
}

export type MakeMutant<P extends string, R extends object> = (
  id: string,
  requirement: string,
  origin: string,
  change: Partial<R> | ((rules: R) => Partial<R>),
  options?: MutantOptions<P>,
) => Mutant;

/** Makes mutants: a profile (`usual` unless another is named) with some of its rules exchanged. */
export function mutantMaker<P extends string, R extends object>(
  profiles: Readonly<Record<P, R>>,
  usual: NoInfer<P>,
  modelOf: (rules: R, choices: Choices) => Model,
): MakeMutant<P, R> {
  return (id, requirement, origin, change, { invariant, profile = usual } = {}) => {
    const rules = profiles[profile];
    const broken = { ...rules, ...(typeof change === 'function' ? change(rules) : change) };
    return {
      id,
      profile,
      requirement,
      origin,
      ...(invariant === undefined ? {} : { invariant }),
      model: (choices) => modelOf(broken, choices),
    };
  };
}

/** Carries an operation out wrongly, by means of the right step. */
export type WrongStep<S, O extends AnyOp, R extends AnyOutcome> = (
  step: (state: S, op: O) => Stepped<S, R>,
  state: S,
  op: O,
) => Stepped<S, R>;

/** A model that goes wrong in its step alone: for mistakes that no profile has made. */
export function withStep<S, O extends AnyOp, R extends AnyOutcome>(
  model: Model<S>,
  wrong: WrongStep<S, O, R>,
): Model<S> {
  const step = (state: S, op: O): Stepped<S, R> => model.step(state, op) as Stepped<S, R>;
  return { ...model, step: (state, op) => wrong(step, state, op as O) };
}
