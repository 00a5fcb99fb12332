/** The phrases of Heki's scenarios. */
import { vocabulary } from '../phrases/vocabulary';
import { ACTS } from './acts';
import { BOOT_INVARIANTS } from './boot-invariants';
import { CLAIMS } from './claims';
import type { Heki, Setup } from './course';
import { COURSE } from './course';
import { GUEST_INVARIANTS } from './guest-invariants';
import { HOST_INVARIANTS } from './host-invariants';
import { ATTRIBUTES } from './tables';
import { WORDS } from './words';

export const VOCABULARY = vocabulary<Heki, Setup>({
  machine: 'heki',
  words: WORDS,
  names: ATTRIBUTES,
  course: COURSE,
  phrases: [...ACTS, ...CLAIMS, ...GUEST_INVARIANTS, ...BOOT_INVARIANTS, ...HOST_INVARIANTS],
});
