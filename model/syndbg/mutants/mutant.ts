/** How a mutant is made: a profile's rules with some exchanged, or its step wrapped. */
import type { Choices, Model, Mutant } from '../../core/machine';
import type { MutantOptions } from '../../core/mutant';
import { mutantMaker } from '../../core/mutant';
import { REVIEW, UPSTREAM, V6 } from '../rules';
import type { State } from '../state';
import { modelOf } from '../step';

const PROFILES = { v6: V6, review: REVIEW, upstream: UPSTREAM } as const;

/** Where the mistakes come from; each entry of the catalogue names one. */
export const ORIGIN = {
  posted: 'in the patch as posted (v6 3/5)',
  review: 'what the review warns of',
  merge: 'what the review of later versions, or the merge, put right',
  doc: 'what one would conclude from the documentation alone',
  slip: 'a slip that is easily made when the code is written anew',
} as const;

/** A profile (upstream unless given) with rules exchanged. */
export const mutant = mutantMaker(PROFILES, 'upstream', modelOf);

/** The upstream profile with its step wrapped. */
export function wrapped(
  id: string,
  requirement: string,
  origin: string,
  wrap: (model: Model<State>, choices: Choices) => Model<State>,
  { invariant }: MutantOptions<'upstream'> = {},
): Mutant {
  return {
    id,
    profile: 'upstream',
    requirement,
    origin,
    ...(invariant === undefined ? {} : { invariant }),
    model: (choices) => wrap(modelOf(UPSTREAM, choices), choices),
  };
}
