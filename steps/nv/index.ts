/** The phrases of the scenarios of nested virtualisation. */
import { vocabulary } from '../phrases/vocabulary';
import { ACTS } from './acts';
import { CLAIMS } from './claims';
import type { Nv, Setup } from './course';
import { COURSE } from './course';
import { RUN_INVARIANTS } from './invariants';
import { TRANSLATION_INVARIANTS } from './translation-invariants';
import { USERSPACE_INVARIANTS } from './userspace-invariants';
import { WORDS } from './words';

export const VOCABULARY = vocabulary<Nv, Setup>({
  machine: 'nv',
  words: WORDS,
  names: {},
  course: COURSE,
  phrases: [...ACTS, ...CLAIMS, ...RUN_INVARIANTS, ...TRANSLATION_INVARIANTS, ...USERSPACE_INVARIANTS],
});
