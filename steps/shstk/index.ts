/** The phrases of the shadow stacks' scenarios. */
import { TASK_SIZE_MAX } from '../../model/shstk/abi';
import { vocabulary } from '../phrases/vocabulary';
import { ACTS } from './acts';
import { CALL_INVARIANTS } from './call-invariants';
import { CLAIMS } from './claims';
import { END_CLAIMS } from './claims-ends';
import { MEMORY_CLAIMS } from './claims-memory';
import { TASK_CLAIMS } from './claims-tasks';
import type { Setup, Shstk } from './course';
import { COURSE } from './course';
import { ENTRY_INVARIANTS } from './entry-invariants';
import { FEATURE_INVARIANTS } from './feature-invariants';
import { REGSET_INVARIANTS } from './regset-invariants';
import { SIGNAL_INVARIANTS } from './signal-invariants';
import { THREAD_INVARIANTS } from './thread-invariants';
import { WORDS } from './words';

export const VOCABULARY = vocabulary<Shstk, Setup>({
  machine: 'shstk',
  words: WORDS,
  names: { TASK_SIZE_MAX },
  course: COURSE,
  phrases: [
    ...ACTS,
    ...CLAIMS,
    ...TASK_CLAIMS,
    ...MEMORY_CLAIMS,
    ...END_CLAIMS,
    ...FEATURE_INVARIANTS,
    ...CALL_INVARIANTS,
    ...SIGNAL_INVARIANTS,
    ...ENTRY_INVARIANTS,
    ...THREAD_INVARIANTS,
    ...REGSET_INVARIANTS,
  ],
});
