/** How a mutant is made: a profile's rules with some exchanged. */
import { mutantMaker } from '../../core/mutant';
import { DOCUMENTED, UPSTREAM, V1 } from '../profiles';
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

/** A profile (upstream unless given) with rules exchanged. */
export const mutant = mutantMaker(PROFILES, 'upstream', modelOf);
