/** Every mutant of the shadow stacks. */
import type { Mutant } from '../../core/machine';
import { ALLOCATION_MUTANTS } from './allocation';
import { ALTSTACK_MUTANTS } from './altstack';
import { CLONE_MUTANTS } from './clones';
import { FAULT_MUTANTS } from './faults';
import { FEATURE_MUTANTS } from './features';
import { MEMORY_MUTANTS } from './memory';
import { REMAP_MUTANTS } from './remap';
import { SIGNAL_MUTANTS } from './signals';
import { THREAD_MUTANTS } from './threads';
import { V1_MUTANTS } from './v1';

export const MUTANTS: readonly Mutant[] = [
  ...FEATURE_MUTANTS,
  ...ALLOCATION_MUTANTS,
  ...MEMORY_MUTANTS,
  ...REMAP_MUTANTS,
  ...FAULT_MUTANTS,
  ...SIGNAL_MUTANTS,
  ...ALTSTACK_MUTANTS,
  ...THREAD_MUTANTS,
  ...CLONE_MUTANTS,
  ...V1_MUTANTS,
];
