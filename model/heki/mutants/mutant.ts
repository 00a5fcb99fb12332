/** How a mutant is made: a profile (v1 unless another is named) with rules exchanged, or its step wrapped. */
import { mutantOf, wrapsOf } from '../../core/mistake';
import { rulesOf } from '../profiles';
import type { State } from '../state';
import { modelOf } from '../step';
import type { Op, Outcome } from '../types';

export const mutant = mutantOf(rulesOf, 'v1', modelOf);

export const { hearing, answering, leaving, stepping } = wrapsOf<State, Op, Outcome>();
