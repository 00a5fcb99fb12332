/** How a mutant is made: a profile's rules with some exchanged, or its step wrapped. */
import type { Mutant } from '../../core/machine';
import type { MutantOptions } from '../../core/mutant';
import { mutantMaker } from '../../core/mutant';
import { DOCUMENTED, UPSTREAM, V1 } from '../profiles';
import type { State } from '../state';
import { modelOf, step } from '../step';
import type { Op } from '../types';
import type { Wrap } from './wrap';

const PROFILES = { v1: V1, upstream: UPSTREAM, 'upstream-documented': DOCUMENTED } as const;

/** A profile (upstream unless given) with rules exchanged. */
export const mutant = mutantMaker(PROFILES, 'upstream', modelOf);

/** A profile (upstream unless given) with its step wrapped: for a mistake in what all profiles have alike. */
export function wrapped(
  id: string,
  requirement: string,
  origin: string,
  wrap: Wrap,
  { invariant, profile = 'upstream' }: MutantOptions<keyof typeof PROFILES> = {},
): Mutant {
  return {
    id,
    profile,
    requirement,
    origin,
    ...(invariant === undefined ? {} : { invariant }),
    model: (choices) => {
      const rules = PROFILES[profile];
      const broken = wrap((state, op) => step(rules, choices, state, op));
      return { ...modelOf(rules, choices), step: (state, op) => broken(state as State, op as Op) };
    },
  };
}
