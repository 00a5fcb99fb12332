/** Heki: hypervisor-enforced kernel integrity. */
import type { Machine } from '../core/machine';
import { profileOf } from '../core/rules';
import { FIELDS } from './owners';
import { LAYOUTS } from './registers';
import { MUTANTS } from './mutants';
import { SEED, V1, V1_AS_POSTED, V2, V3 } from './profiles';
import { modelOf } from './step';
import { tidy } from './tidy';
import { OPERATION_NAMES, OPERATIONS } from './types';

const profile = profileOf(modelOf);

export const HEKI: Machine = {
  name: 'heki',
  about: 'Hypervisor-enforced kernel integrity: locked pages and control registers of a Linux guest',
  profiles: [
    profile(SEED, 'the common code alone, v1 3/9: no backend can be there'),
    profile(V1, 'the whole v1 series as it must hold, without the faults of its code', { extends: 'seed' }),
    profile(V1_AS_POSTED, 'the v1 series as its code behaved when it was run: eight named faults', {
      extends: 'v1',
    }),
    profile(V2, 'RFC v2, the half of it that is about control registers', { extends: 'v1' }),
    profile(V3, 'RFC v3, which is about control registers alone', { extends: 'v2' }),
  ],
  mutants: MUTANTS,
  operations: OPERATIONS,
  operationNames: OPERATION_NAMES,
  fields: FIELDS,
  layouts: LAYOUTS,
  tidy,
};
