/** The profiles, oldest first: the first is a whole set of rules, each later one says what its source changed. */
import { INSIGHT } from '../core/owners';
import { rulesNamed } from '../core/rules';
import { CR4_FRED, CR4_PINNABLE } from './control-registers';
import { asPosted } from './faults';
import type { Rules } from './rules';
import { takeSlot, usedSlots } from './slots';

/**
 * The common code alone (20230505152046.6575-4-mic@digikod.net, 3/9 of the first version): a guest that no backend can
 * reach. Its host knows no hypercall.
 */
export const SEED: Rules = {
  profile: 'seed',
  capabilities: ['guest', 'ranges', 'reboot', INSIGHT],
  choices: {},
  builtByDefault: true,
  jumpLabelsForbid: true,
  notesRanges: true,
  bootSteps: [
    'mm_init',
    'heki_early_init',
    'poking_init',
    'ftrace_init',
    'free_initmem',
    'mark_readonly',
    'heki_late_init',
    'pti_finalize',
  ],
  rangesHypercall: null,
  // Of 5/9. No operation of this profile comes by it.
  crHypercall: 14,
  otherHypercalls: [],
  pinnableCr4: CR4_PINNABLE,
  pinFlags: false,
  blockedPrefix: 'heki-kvm',
  uncheckedPaths: [],
  refusedCrFaults: false,
  take: takeSlot,
  unusedSlot: null,
  allowed: usedSlots,
  tdpMmuNeeded: true,
  userFetchChecked: false,
  faults: [],
};

/** The whole first version as it must hold (20230505152046.6575-1-mic@digikod.net): 4/9 and 5/9 add the host, 6/9 the backend. */
export const V1: Rules = {
  ...SEED,
  profile: 'v1',
  capabilities: [
    'guest',
    'ranges',
    'reboot',
    'backend',
    'pin-backend',
    'tests',
    'hypercalls',
    'locks',
    'device-writes',
    'control-registers',
    'smm',
    'more-vms',
    INSIGHT,
  ],
  rangesHypercall: 13,
};

/** The first version as its code behaved when it ran: with its faults. */
export const V1_AS_POSTED: Rules = { ...asPosted(V1), profile: 'v1-as-posted' };

/**
 * The half of the second version (20231113022326.24388-1-mic@digikod.net, 1 to 4 of 19) that is about control registers:
 * their hypercall has another number and flags, and the guest is told of a refused write. Its guest locks no memory and
 * is not built unless asked for. What locks memory is number 14.
 */
export const V2: Rules = {
  ...V1,
  profile: 'v2',
  capabilities: [
    'guest',
    'reboot',
    'pin-backend',
    'hypercalls',
    'control-registers',
    'set-sregs',
    'smm',
    'more-vms',
    'exits',
    INSIGHT,
  ],
  builtByDefault: false,
  jumpLabelsForbid: false,
  notesRanges: false,
  bootSteps: [
    'mm_core_init',
    'security_init',
    'heki_early_init',
    'vfs_caches_init',
    'free_initmem',
    'mark_readonly',
    'heki_late_init',
    'pti_finalize',
  ],
  rangesHypercall: null,
  crHypercall: 13,
  otherHypercalls: [14],
  pinFlags: true,
  blockedPrefix: 'heki',
  uncheckedPaths: ['sregs', 'smm'],
  refusedCrFaults: true,
};

/** The third version (20240503131910.307630-1-mic@digikod.net): control registers alone, and FRED among their bits. */
export const V3: Rules = { ...V2, profile: 'v3', otherHypercalls: [], pinnableCr4: CR4_PINNABLE | CR4_FRED };

const SETS = [SEED, V1, V1_AS_POSTED, V2, V3] as const;

/** The rules of a profile. @throws RangeError on a profile that there is not */
export function rulesOf(profile: string): Rules {
  return rulesNamed('heki', SETS, profile);
}
