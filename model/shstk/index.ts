/** x86 userspace shadow stacks in Linux. */
import type { Machine, Profile } from '../core/machine';
import { profileMaker } from '../core/profile';
import { CAPABILITIES } from './capabilities';
import { FIELDS } from './owners';
import { MUTANTS } from './mutants';
import { DOCUMENTED, UPSTREAM, V1 } from './profiles';
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

const profile = profileMaker(CAPABILITIES, modelOf);

export const SHSTK_MACHINE: Machine = {
  name: 'shstk',
  about: 'x86 userspace shadow stacks in Linux',
  profiles: [
    profile(V1, 'the series of January 2022, whose cover letter was answered'),
    profile(UPSTREAM, 'what Linux merged, as observed on 6.12 and 7.2', {
      extends: 'v1',
      kernels: 'Linux 6.6 to 7.2',
      choices: CHOICES,
    }),
    profile(DOCUMENTED, 'the same with UNLOCK for tracers alone, as its document says', {
      extends: 'upstream',
      choices: CHOICES,
    }),
  ],
  mutants: MUTANTS,
  operations: OPERATIONS,
  operationNames: OPERATION_NAMES,
  fields: FIELDS,
};
