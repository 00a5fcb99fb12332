/** The Hyper-V synthetic debugger interface in KVM. */
import type { Machine } from '../core/machine';
import { profileOf } from '../core/rules';
import { FIELDS } from './owners';
import { LAYOUTS } from './layouts';
import { MUTANTS } from './mutants';
import { NO_HYPERV, REVIEW, UPSTREAM, V6 } from './profiles';
import { modelOf } from './step';
import { OPERATION_NAMES, OPERATIONS } from './types';

const profile = profileOf(modelOf);

export const SYNDBG: Machine = {
  name: 'syndbg',
  about: 'Hyper-V synthetic debugger MSRs in KVM',
  profiles: [
    profile(V6, 'the patch as posted, v6 3/5 with 4/5 and 5/5 of its series'),
    profile(REVIEW, 'v6 with what its reviewer asked for: a capability that userspace enables', {
      extends: 'v6',
    }),
    profile(UPSTREAM, 'what Linux merged in 5.8 and has had since 5.17, as observed on 6.1, 6.12 and 7.2', {
      extends: 'v6',
      kernels: 'Linux 5.17 to 7.3',
    }),
    profile(
      NO_HYPERV,
      'KVM that was built without Hyper-V emulation (CONFIG_KVM_HYPERV), as it can be since 6.8',
      { kernels: 'Linux 6.8 to 7.2' },
    ),
  ],
  mutants: MUTANTS,
  operations: OPERATIONS,
  operationNames: OPERATION_NAMES,
  fields: FIELDS,
  layouts: LAYOUTS,
};
