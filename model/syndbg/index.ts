/** The Hyper-V synthetic debugger interface in KVM. */
import type { Machine } from '../core/machine';
import { profileMaker } from '../core/profile';
import { CAPABILITIES } from './capabilities';
import { FIELDS } from './owners';
import { MUTANTS } from './mutants';
import { REVIEW, UPSTREAM, V6 } from './rules';
import { modelOf } from './step';
import { OPERATION_NAMES, OPERATIONS } from './types';

const profile = profileMaker(CAPABILITIES, modelOf);

export const SYNDBG: Machine = {
  name: 'syndbg',
  about: 'Hyper-V synthetic debugger MSRs in KVM',
  profiles: [
    profile(V6, 'the patch as posted, v6 3/5 with 4/5 and 5/5 of its series'),
    profile(REVIEW, 'v6 with what its reviewer asked for: a capability that userspace enables', {
      extends: 'v6',
      choices: { host_write_exits: ['yes', 'no'], disabled_hypercall: ['invalid-code', 'access-denied'] },
    }),
    profile(UPSTREAM, 'what Linux merged, as observed on 6.1, 6.12 and 7.2', {
      extends: 'v6',
      kernels: 'Linux 5.8 to 7.2',
      choices: { sysfd_get: ['count1', 'count0'], reserved_input_bits: ['refused', 'ignored'] },
    }),
  ],
  mutants: MUTANTS,
  operations: OPERATIONS,
  operationNames: OPERATION_NAMES,
  fields: FIELDS,
};
