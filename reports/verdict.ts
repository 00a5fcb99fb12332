/** The verdict on one case in one profile, as it travels from a run to the reports. */
import type { Json } from '../model/core/wire';

export const VERDICTS = [
  'pass',
  'fail',
  'expected-fail',
  'unexpected-pass',
  'inapplicable',
  'untestable',
  'error',
] as const;

export type VerdictName = (typeof VERDICTS)[number];

/** One performed operation, in the wire's form. */
export interface TraceLine {
  readonly op: Json;
  readonly outcome: Json;
}

export interface Verdict {
  readonly case: string;
  readonly machine: string;
  readonly profile: string;
  readonly verdict: VerdictName;
  /** Requirements that the case is tagged with. */
  readonly requirements: readonly string[];
  /** Requirements that the run exercised, by the model's word. */
  readonly exercised: readonly string[];
  /** For all but a pass: what happened, in full. */
  readonly message?: string;
  /** For a failure: the requirements that broke, most telling first. */
  readonly broken?: readonly string[];
  /** For a failure: the step's text. */
  readonly step?: string;
  /** For a failure or an error: every operation with its outcome. */
  readonly trace?: readonly TraceLine[];
  /** For a failed property: how to run it again, and the shortest reproducer as a scenario. */
  readonly reproducer?: { readonly seed: number; readonly path: string; readonly scenario: string };
  /** When mutants ran: those that the case killed. */
  readonly killed?: readonly string[];
}

/** The media type of the attachment that carries the verdicts of a scenario, a JSON array. */
export const VERDICT_MEDIA_TYPE = 'application/vnd.hvspec.verdicts+json';
