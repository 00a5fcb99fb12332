/** Every mutant of Heki. */
import type { Mutant } from '../../core/machine';
import { BACKEND_MUTANTS } from './backend';
import { EXIT_MUTANTS } from './exits';
import { GUEST_MUTANTS } from './guest';
import { LATE_MUTANTS } from './late';
import { LOCK_MUTANTS } from './locks';
import { PIN_GUEST_MUTANTS } from './pin-guest';
import { PIN_MUTANTS } from './pins';
import { RANGE_MUTANTS } from './ranges';
import { REGISTER_MUTANTS } from './registers';
import { REQUEST_MUTANTS } from './requests';

export const MUTANTS: readonly Mutant[] = [
  ...GUEST_MUTANTS,
  ...RANGE_MUTANTS,
  ...LATE_MUTANTS,
  ...REQUEST_MUTANTS,
  ...LOCK_MUTANTS,
  ...REGISTER_MUTANTS,
  ...PIN_MUTANTS,
  ...PIN_GUEST_MUTANTS,
  ...EXIT_MUTANTS,
  ...BACKEND_MUTANTS,
];
