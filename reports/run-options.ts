/** What a run is asked for. */
import type { Executed } from './executed';
import type { Asked } from './offers';
import type { PlanOptions } from './plan';

export interface RunOptions extends PlanOptions, Asked {
  readonly seed: number;
  /** Path into a failed property, to run that one failure again. */
  readonly path?: string;
  /** Runs of each property. */
  readonly runs?: number;
  /**
   * Whether every case also runs on the mutants of its profiles: on all, on those of its requirements, or on no more than it
   * takes to find out whether each mutant dies and each case kills one.
   */
  readonly mutants?: boolean | 'tagged' | 'enough';
  /** Whether it is also found out what a run against each mutant would name. */
  readonly naming?: boolean;
  /** Whether a difference from what was merely seen is a failure. */
  readonly strictSeen?: boolean;
  /** Whether the run ends at the first failure that the baseline does not expect. */
  readonly first?: boolean;
  /** A file of known failures. */
  readonly baseline?: string;
  /** A file, which must not exist, for what the subject does: a recording, for `hvspec check`. */
  readonly record?: string;
  /** For the baseline's last days, as in 2027-01-31. */
  readonly today?: string;
  /** Threads that the reference may run in: 1 unless given, 2 at most. */
  readonly threads?: number;
  /** Ends the run: children are killed, and what there is by then is the result. */
  readonly signal?: AbortSignal;
  /** Told the feature file of each case that is to run. */
  readonly onPlan?: (uris: readonly string[]) => void;
  readonly onCase?: (executed: Executed) => void;
}
