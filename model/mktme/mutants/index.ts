/** Every mistake that the cases of mktme must catch. */
import type { Mutant } from '../../core/machine';
import { BORDER_MUTANTS } from './borders';
import { CALLER_MUTANTS } from './callers';
import { COPY_MUTANTS } from './copies';
import { PAGE_MUTANTS } from './pages';
import { POSTED } from './posted';
import { SYNC_MUTANTS } from './sync';

export const MUTANTS: readonly Mutant[] = [
  ...POSTED,
  ...SYNC_MUTANTS,
  ...COPY_MUTANTS,
  ...CALLER_MUTANTS,
  ...BORDER_MUTANTS,
  ...PAGE_MUTANTS,
];
