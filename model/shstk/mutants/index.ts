/** Every mutant of the shadow stacks. */
import type { Mutant } from '../../core/machine';
import { ALLOCATION_MUTANTS } from './allocation';
import { ALTSTACK_MUTANTS } from './altstack';
import { FEATURE_MUTANTS } from './features';
import { MEMORY_MUTANTS } from './memory';
import { SIGNAL_MUTANTS } from './signals';
import { THREAD_MUTANTS } from './threads';
import { V1_MUTANTS } from './v1';

export const MUTANTS: readonly Mutant[] = [
  ...FEATURE_MUTANTS,
  ...ALLOCATION_MUTANTS,
  ...MEMORY_MUTANTS,
  ...SIGNAL_MUTANTS,
  ...ALTSTACK_MUTANTS,
  ...THREAD_MUTANTS,
  ...V1_MUTANTS,
];
