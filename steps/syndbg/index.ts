/** The phrases of the synthetic debugger's scenarios. */
import { vocabulary } from '../phrases/vocabulary';
import { ACTS } from './acts';
import { CALL_INVARIANTS } from './call-invariants';
import { CLAIMS } from './claims';
import type { Setup, Syndbg } from './course';
import { COURSE } from './course';
import { INVARIANTS } from './invariants';
import { CELL_NAMES } from './names';
import { WORDS } from './words';

export const VOCABULARY = vocabulary<Syndbg, Setup>({
  machine: 'syndbg',
  words: WORDS,
  names: CELL_NAMES,
  course: COURSE,
  phrases: [...ACTS, ...CLAIMS, ...INVARIANTS, ...CALL_INVARIANTS],
});
