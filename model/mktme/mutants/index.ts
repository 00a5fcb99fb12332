import type { Mutant } from '../../core/machine';
export const MUTANTS: readonly Mutant[] = [];
