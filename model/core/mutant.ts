/** How mutants of profiles that are sets of rules are made. */
import type { Choices, Model, Mutant } from './machine';

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
