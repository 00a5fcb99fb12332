/** Nested virtualisation under KVM/arm64: PSTATE synchronised early on exit. */
import type { Machine } from '../core/machine';
import { profileOf } from '../core/rules';
import { FIELDS } from './owners';
import { LAYOUTS } from './layouts';
import { MUTANTS } from './mutants';
import { BEFORE, SEED, UPSTREAM } from './rules';
import { modelOf } from './step';
import { OPERATION_NAMES, OPERATIONS } from './types';

const profile = profileOf(modelOf);

export const NV: Machine = {
  name: 'nv',
  about: 'PSTATE of a guest hypervisor in KVM/arm64, synchronised early on exit',
  profiles: [
    profile(
      BEFORE,
      'what the patch replaces: PSTATE translated late, by the context as it looks after the exit',
    ),
    profile(SEED, 'the patch as posted, v2 89/94 in its series', { extends: 'before' }),
    profile(UPSTREAM, 'what Linux merged, as observed on 6.17 and 7.2', {
      extends: 'seed',
      kernels: 'Linux 6.16 to 7.3',
    }),
  ],
  mutants: MUTANTS,
  operations: OPERATIONS,
  operationNames: OPERATION_NAMES,
  fields: FIELDS,
  layouts: LAYOUTS,
};
