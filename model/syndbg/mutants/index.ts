/** Every mutant of the synthetic debugger. */
import type { Mutant } from '../../core/machine';
import { ACCESS_MUTANTS } from './access';
import { BORDER_MUTANTS } from './borders';
import { EXIT_MUTANTS } from './exits';
import { GATE_MUTANTS } from './gate';
import { HYPERCALL_MUTANTS, TRACE_MUTANTS } from './hypercalls';
import { LAYOUT_MUTANTS } from './layout';
import { LEFT_OUT_MUTANTS } from './left-out';
import { SERVED_CALL_MUTANTS } from './served-calls';
import { TABLE_MUTANTS } from './tables';
import { TIMING_MUTANTS } from './timing';
import { USERSPACE_MUTANTS } from './userspace';

export const MUTANTS: readonly Mutant[] = [
  ...ACCESS_MUTANTS,
  ...EXIT_MUTANTS,
  ...TIMING_MUTANTS,
  ...GATE_MUTANTS,
  ...HYPERCALL_MUTANTS,
  ...TRACE_MUTANTS,
  ...TABLE_MUTANTS,
  ...LAYOUT_MUTANTS,
  ...LEFT_OUT_MUTANTS,
  ...USERSPACE_MUTANTS,
  ...SERVED_CALL_MUTANTS,
  ...BORDER_MUTANTS,
];
