/** The rules of each profile. */
import { asPosted } from './faults';
import type { Rules } from './rules';
import { GUEST } from './rules-guest';
import { HOST } from './rules-host';

/** The whole series as it must hold. */
export const V1: Rules = { profile: 'v1', ...GUEST, ...HOST };

/** The common code alone (3/9): no part of it is missing from the series, but no backend can be there. */
export const SEED: Rules = { ...V1, profile: 'seed' };

/** The whole series as its code behaved when it ran: with its faults. */
export const V1_AS_POSTED: Rules = { ...asPosted(V1), profile: 'v1-as-posted' };

/** The second version (RFC v2, November 2023), as far as its control registers are known. */
export const V2: Rules = {
  ...V1,
  profile: 'v2',
  crHypercall: 13,
  // Number 14 takes lists of pages there, of which nothing more is known.
  rangesHypercall: null,
  refusedCrFaults: true,
};
