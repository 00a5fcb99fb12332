/** MKTME: what Given steps change, and how a scenario begins. */
import type { Config, Inspection, Op, Outcome } from '../../model/mktme/types';
import { phrasesFor } from '../phrases/machine';
import type { Course } from '../phrases/scene';
import { FRESH } from './settings';
import type { WORDS } from './words';

export interface Mktme {
  readonly config: Config;
  readonly op: Op;
  readonly outcome: Outcome;
  readonly state: Inspection;
}

export interface Setup {
  readonly config: Config;
}

export const COURSE: Course<Mktme, Setup> = {
  fresh: () => ({ config: FRESH }),
  start: ({ config }) => ({ config }),
};

export const { given, act, claim, invariant } = phrasesFor<Mktme, Setup, typeof WORDS>();
