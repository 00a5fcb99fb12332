/** x86 userspace shadow stacks in Linux. */
import type { Machine, Profile } from '../core/machine';
import type { MakeProfile } from '../core/profile';
import { profileMaker } from '../core/profile';
import { FIELDS } from './owners';
import { MUTANTS } from './mutants';
import { DOCUMENTED, UPSTREAM, V1 } from './profiles';
import type { Rules } from './rules';
import { modelOf } from './step';
import { OPERATION_NAMES, OPERATIONS } from './types';

/** Where Linux 6.12.43, 6.12.107 and 7.2.13, their configurations and their CPUs differ. */
const CHOICES: Profile['choices'] = {
  'sigreturn-ssp-check': ['always', 'page-aligned-only'],
  'forced-memory-write': ['stored', 'refused'],
  'smaps-flags': ['sd-ss', 'sd-nh-ss'],
  'push-into-kernel-half': ['maperr', 'general-protection'],
  'vsyscall-mode': ['execute-only', 'none'],
  'rstorssp-token-at-12': ['accepted', 'refused'],
};

/** Makes a profile of the machine from its rules. */
export const profileOf: MakeProfile<Rules> = (rules, ...rest) =>
  profileMaker<string, Rules>({ [rules.profile]: rules.capabilities }, modelOf)(rules, ...rest);

export const SHSTK_MACHINE: Machine = {
  name: 'shstk',
  about: 'x86 userspace shadow stacks in Linux',
  profiles: [
    profileOf(V1, 'the series of January 2022, whose cover letter was answered'),
    profileOf(UPSTREAM, 'what Linux merged, as observed on 6.12 and 7.2', {
      extends: 'v1',
      // Merged in 6.6; the page below a new shadow stack stays free since 6.10 (stack_guard_placement).
      kernels: 'Linux 6.10 to 7.2',
      choices: CHOICES,
    }),
    profileOf(DOCUMENTED, 'the same with UNLOCK for tracers alone, as its document says', {
      extends: 'upstream',
      choices: CHOICES,
    }),
  ],
  mutants: MUTANTS,
  operations: OPERATIONS,
  operationNames: OPERATION_NAMES,
  fields: FIELDS,
};
