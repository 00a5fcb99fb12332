/** Runs of cases as they were, for those who want to show them: the site's pages on which a model is stepped. */
import type { AnyOp, AnyOutcome, Choices } from '../model/core/machine';
import type { Case } from '../reports/case';
import type { Lab } from './lab';

/** What one case did in one profile, from its last start on. */
export interface Trace {
  readonly case: Case;
  readonly profile: string;
  readonly choices: Choices;
  readonly config: object;
  readonly operations: readonly Operation[];
}

export interface Operation {
  readonly op: AnyOp;
  /** Null where the machine was not to carry it out. */
  readonly outcome: AnyOutcome | null;
  /** The step of the scenario that performed it. */
  readonly said: string;
}

let sink: ((trace: Trace) => void) | null = null;

/** From now on each run of a case is told; null: no longer. */
export function tracesTo(taker: ((trace: Trace) => void) | null): void {
  sink = taker;
}

/** Tells how a case went, where somebody listens. */
export function traced(
  of: Case,
  { lab, origins }: { readonly lab: Lab; readonly origins: readonly string[] },
): void {
  if (!sink) return;
  const { profile, choices } = lab.options.offer;
  const operations = lab.trace.map(({ op, outcome }, i) => ({ op, outcome, said: origins[i] ?? '' }));
  sink({ case: of, profile, choices: { ...choices }, config: lab.config, operations });
}
