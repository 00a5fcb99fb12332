/** How a mutant is made: a profile's rules with some exchanged. */
import type { Mutant } from '../../core/machine';
import { SEED, V1, V1_AS_POSTED, V2 } from '../profiles';
import type { Rules } from '../rules';
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

interface Options {
  readonly invariant?: number;
  readonly profile?: keyof typeof PROFILES;
}

/** A profile (v1 unless given) with rules exchanged. */
export function mutant(
  id: string,
  requirement: string,
  origin: string,
  change: Partial<Rules> | ((rules: Rules) => Partial<Rules>),
  { invariant, profile = 'v1' }: Options = {},
): Mutant {
  const rules = PROFILES[profile];
  const broken = { ...rules, ...(typeof change === 'function' ? change(rules) : change) };
  return {
    id,
    profile,
    requirement,
    origin,
    ...(invariant === undefined ? {} : { invariant }),
    model: () => modelOf(broken),
  };
}
