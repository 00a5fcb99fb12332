/** The phrases of MKTME's scenarios. */
import { vocabulary } from '../phrases/vocabulary';
import { ACTS } from './acts';
import { ALIAS_INVARIANTS } from './alias-invariants';
import { CLAIMS } from './claims';
import type { Mktme, Setup } from './course';
import { COURSE } from './course';
import { FAILURE_INVARIANTS } from './failure-invariants';
import { INVARIANTS } from './invariants';
import { REQUEST_INVARIANTS } from './request-invariants';
import { NAMES } from './sizes';
import { WORDS } from './words';

export const VOCABULARY = vocabulary<Mktme, Setup>({
  machine: 'mktme',
  words: WORDS,
  names: NAMES,
  course: COURSE,
  phrases: [
    ...ACTS,
    ...CLAIMS,
    ...INVARIANTS,
    ...FAILURE_INVARIANTS,
    ...REQUEST_INVARIANTS,
    ...ALIAS_INVARIANTS,
  ],
});
