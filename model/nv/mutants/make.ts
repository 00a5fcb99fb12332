/** A mutant is a profile with rules exchanged, or one whose step is wrapped. */
import type { Mutant } from '../../core/machine';
import { mutantOf, wrapsOf, type Mistake } from '../../core/mistake';
import { opWrapsOf } from '../../core/op-wraps';
import type { Rules } from '../rules';
import { rulesOf } from '../rules';
import type { State } from '../state';
import { modelOf } from '../step';
import type { Op, Outcome } from '../types';

/** The rules that are wrong, which may be made of the right ones. */
export type Exchange = Partial<Rules> | ((right: Rules) => Partial<Rules>);

/** A mistake that may have been made in more than one profile. */
export interface Told extends Omit<Mistake<Rules, State>, 'profile' | 'rules'> {
  readonly rules?: Exchange;
}

const mutant = mutantOf(rulesOf, 'upstream', modelOf);

const SUFFIX: Readonly<Record<string, string>> = { seed: '-posted' };

/** One mutant a profile; in `seed` its id ends in `-posted`, in `before` it says so itself. */
export function mutantsIn(profiles: readonly string[], { id, rules = {}, ...rest }: Told): readonly Mutant[] {
  return profiles.map((profile) =>
    mutant({
      ...rest,
      id: `${id}${SUFFIX[profile] ?? ''}`,
      profile,
      rules: typeof rules === 'function' ? rules(rulesOf(profile)) : rules,
    }),
  );
}

export const { stepping } = wrapsOf<State, Op, Outcome>();

export const { leaving, believing, takenFor, refusing, telling } = opWrapsOf<State, Op, Outcome>();
