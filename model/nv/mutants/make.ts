/** A mutant is a profile with rules exchanged. */
import type { Model, Mutant } from '../../core/machine';
import type { Rules } from '../rules';
import { BEFORE, SEED, UPSTREAM } from '../rules';
import type { State } from '../state';
import { modelOf } from '../step';

const RULES = { before: BEFORE, seed: SEED, upstream: UPSTREAM } as const;

export interface Told {
  readonly id: string;
  readonly requirement: string;
  readonly invariant?: number;
  readonly origin: string;
  /** What is wrong, in each of the profiles. */
  readonly rules: Partial<Rules> | ((right: Rules) => Partial<Rules>);
}

/** One mutant a profile; in `seed` its id ends in `-posted`, in `before` it says so itself. */
export function mutantsIn(profiles: readonly Rules['profile'][], told: Told): readonly Mutant[] {
  const { rules, id, ...rest } = told;
  return profiles.map((profile) => {
    const right = RULES[profile];
    const wrong = { ...right, ...(typeof rules === 'function' ? rules(right) : rules) };
    return {
      ...rest,
      id: profile === 'seed' ? `${id}-posted` : id,
      profile,
      model: (choices) => modelOf(wrong, choices),
    };
  });
}

/** On VHE no exit synchronises PSTATE, and the save of the return state does it; without VHE all is as it should be. */
export function savedLate(savedPstate: Rules['savedPstate']): Told['rules'] {
  return ({ syncs }) => ({
    order: ['sync', 'esr', 'handler'],
    checks: () => false,
    syncs: (s, kind) => !s.config.vhe && syncs(s, kind),
    savedPstate,
  });
}

/** A mutant that changes the state behind a step instead of a rule. */
export function wrapped(
  told: Omit<Told, 'rules'>,
  after: (model: Model<State>, op: string, state: State) => State,
  rules: Partial<Rules> = {},
): Mutant {
  return {
    ...told,
    profile: 'upstream',
    model: (choices) => {
      const model = modelOf({ ...UPSTREAM, ...rules }, choices);
      return {
        ...model,
        step: (state, op) => {
          const stepped = model.step(state as State, op);
          return { ...stepped, state: after(model, op.op, stepped.state) };
        },
      };
    },
  };
}
