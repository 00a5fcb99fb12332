/** x86 userspace shadow stacks in Linux. */
import type { Machine } from '../core/machine';
import { profileOf } from '../core/rules';
import { FIELDS } from './owners';
import { LAYOUTS } from './layouts';
import { MUTANTS } from './mutants';
import { CLONE3, DOCUMENTED, UPSTREAM, V1 } from './profiles';
import { modelOf } from './step';
import { tidy } from './tidy';
import { OPERATION_NAMES, OPERATIONS } from './types';

const profile = profileOf(modelOf);

export const SHSTK_MACHINE: Machine = {
  name: 'shstk',
  about: 'x86 userspace shadow stacks in Linux',
  profiles: [
    profile(V1, 'the series of January 2022, whose cover letter was answered'),
    profile(UPSTREAM, 'what Linux merged, as observed on 6.12 and 7.2', {
      extends: 'v1',
      // Merged in 6.6; the page below a new shadow stack stays free since 6.10 (stack_guard_placement).
      kernels: 'Linux 6.10 to 7.3',
    }),
    profile(DOCUMENTED, 'the same with UNLOCK for tracers alone, as its document says', {
      extends: 'upstream',
    }),
    profile(CLONE3, 'the same with the series of December 2025 for stacks that the caller of clone3 brings', {
      extends: 'upstream',
    }),
  ],
  mutants: MUTANTS,
  operations: OPERATIONS,
  operationNames: OPERATION_NAMES,
  fields: FIELDS,
  tidy,
  layouts: LAYOUTS,
};
