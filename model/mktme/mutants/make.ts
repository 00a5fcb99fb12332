/** A mutant is a profile with rules exchanged, or one whose step is wrapped; `spec` unless another is named. */
import { mutantOf, wrapsOf } from '../../core/mistake';
import { opWrapsOf } from '../../core/op-wraps';
import { rulesOf } from '../profiles';
import { pageOf } from '../geometry';
import type { State } from '../state';
import { modelOf } from '../step';
import type { ChangePageAttr, Op, Outcome } from '../types';

export const mutant = mutantOf(rulesOf, 'spec', modelOf);

export const { stepping } = wrapsOf<State, Op, Outcome>();

export const { leaving, believing, takenFor, answering, telling, refusing } = opWrapsOf<State, Op, Outcome>();

/** The operation that is a sync and nothing else. */
export const SYNC = ['sync_direct_mapping'] as const;
export const REQUEST = ['change_page_attr'] as const;

/** Whether an allocation has failed in between. */
export function ranOut(before: State, after: State): boolean {
  return before.failIn > 0 && after.failIn === 0;
}

/** Whether a request begins in C, and at which page. */
export function beginsInC({ geo }: State, { how, addresses }: ChangePageAttr): number | null {
  const page = pageOf(geo.levels, addresses[0] as bigint);
  return how !== 'pages' && page >= geo.base && page < geo.base + geo.dm ? page : null;
}
