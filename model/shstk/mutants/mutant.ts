/** How a mutant is made: a profile's rules with some exchanged. */
import type { Mutant } from '../../core/machine';
import { DOCUMENTED, UPSTREAM, V1 } from '../profiles';
import type { Rules } from '../rules';
import { modelOf } from '../step';

const PROFILES = { v1: V1, upstream: UPSTREAM, 'upstream-documented': DOCUMENTED } as const;

/** Where the mistakes come from; each entry of the catalogue names one. */
export const ORIGIN = {
  early: 'real: in an earlier version of the series, or in a commit on the way to the merge',
  merged: 'real: in a merged kernel',
  elf: 'how all versions before the series of 2022 did it, and what its cover letter gives up',
  v1: 'real: how the series of January 2022 did it',
  warned: 'what the cover letter or its review warns of',
  document: 'what one would conclude from the document, or from the reading before kernels were asked',
  slip: 'a slip that is easily made when the code is written anew',
} as const;

interface Options {
  readonly invariant?: number;
  readonly profile?: keyof typeof PROFILES;
}

/** A profile (upstream unless given) with rules exchanged. */
export function mutant(
  id: string,
  requirement: string,
  origin: string,
  change: Partial<Rules>,
  { invariant, profile = 'upstream' }: Options = {},
): Mutant {
  const broken = { ...PROFILES[profile], ...change };
  return {
    id,
    profile,
    requirement,
    origin,
    ...(invariant === undefined ? {} : { invariant }),
    model: (choices) => modelOf(broken, choices),
  };
}
