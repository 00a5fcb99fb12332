/** The benches, in the order in which they run: one more is a file here, and a line. */
import type { Bench } from './bench';
import { CASES } from './cases';
import { FUZZ } from './fuzz-rows';
import { GROWTH } from './growth';
import { MEMORY } from './memory';
import { MODELS } from './models';
import { PIPE } from './pipe';

export const BENCHES: readonly Bench[] = [MODELS, MEMORY, PIPE, CASES, GROWTH, FUZZ];
