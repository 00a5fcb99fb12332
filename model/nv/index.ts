/** Nested virtualisation under KVM/arm64: PSTATE synchronised early on exit. */
import type { Machine } from '../core/machine';
import { profilesOf } from '../core/profile';
import { FIELDS } from './owners';
import { MUTANTS } from './mutants';
import { BEFORE, SEED, UPSTREAM } from './rules';
import { modelOf } from './step';
import { OPERATION_NAMES, OPERATIONS } from './types';

const CPU_CHOICES = {
  pan_on_vel2_entry: ['set', 'kept'],
  allint_on_entry: ['set', 'clear'],
  nzcv_on_entry: ['kept', 'clear'],
} as const;

const profile = profilesOf(modelOf);

export const NV: Machine = {
  name: 'nv',
  about: 'PSTATE of a guest hypervisor in KVM/arm64, synchronised early on exit',
  profiles: [
    profile(
      BEFORE,
      'what the patch replaces: PSTATE translated late, by the context as it looks after the exit',
      { choices: CPU_CHOICES },
    ),
    profile(SEED, 'the patch as posted, v2 89/94 in its series', { extends: 'before', choices: CPU_CHOICES }),
    profile(UPSTREAM, 'what Linux merged, as observed on 6.17 and 7.2', {
      extends: 'seed',
      kernels: 'Linux 6.16 to 7.2',
      choices: { ...CPU_CHOICES, illegal_return_flags: ['pstate', 'spsr'], context_check: ['yes', 'no'] },
    }),
  ],
  mutants: MUTANTS,
  operations: OPERATIONS,
  operationNames: OPERATION_NAMES,
  fields: FIELDS,
};
