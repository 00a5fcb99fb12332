/** How a mutant is made: a profile's rules with some exchanged. */
import { mutantMaker } from '../../core/mutant';
import { SEED, V1, V1_AS_POSTED, V2 } from '../profiles';
import { modelOf } from '../step';

const PROFILES = { seed: SEED, v1: V1, 'v1-as-posted': V1_AS_POSTED, v2: V2 } as const;

/** Where the mistakes come from; each entry of the catalogue names one. */
export const ORIGIN = {
  posted: 'in the code as posted',
  other: 'in another implementation of the same interface',
  later: 'a later version does it so',
  doc: 'what one would conclude from the text of the patch alone',
  slip: 'a slip that is easily made when the code is written anew',
} as const;

/** A profile (v1 unless given) with rules exchanged. */
export const mutant = mutantMaker(PROFILES, 'v1', modelOf);
