/** The verdict on one case in one profile, as it travels from a run to the reports. */
import type { Json } from '../model/core/wire';

export const VERDICTS = [
  'pass',
  'fail',
  'differs',
  'inconclusive',
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

/** One field in which a failure differs from the reference, in words and as its shape. */
export interface VerdictDifference {
  /** As the table of owners spells it. */
  readonly field: string;
  readonly expected: string;
  readonly got: string;
  /** Of both values, without their numbers: what a signature is made of. */
  readonly shape: string;
}

export interface Verdict {
  readonly case: string;
  readonly machine: string;
  readonly profile: string;
  readonly verdict: VerdictName;
  /** Requirements that the case is tagged with. */
  readonly requirements: readonly string[];
  /** Requirements that the run showed: an owner's condition was met, and a field of it looked at. */
  readonly exercised: readonly string[];
  /** For all but a pass: what happened, in full. */
  readonly message?: string;
  /** For a failure: the requirement that broke, alone in its list. */
  readonly broken?: readonly string[];
  /** For a failure: others that may have broken as well, most telling first. */
  readonly perhaps?: readonly string[];
  /** For a failure: the fields that differ in the operation that differed, bounded in number and length. */
  readonly differences?: readonly VerdictDifference[];
  /** For a case that does not apply: the capabilities that it wants. */
  readonly lacks?: readonly string[];
  /** Differences that are no failure: in fields that nobody speaks of, or from what was merely seen. */
  readonly notes?: readonly string[];
  /** Requirements of level SEEN from which the subject differs, though the case holds. */
  readonly unlike?: readonly string[];
  /** On the reference: the capabilities that the operations of the case asked for. */
  readonly uses?: readonly string[];
  /** For a failure: the text of the step that noticed it, and the operation that differed as an index of the trace. */
  readonly step?: string;
  readonly at?: number;
  /** For a failure or an error: every operation with its outcome. */
  readonly trace?: readonly TraceLine[];
  /** For a failed property: how to run it again, and the shortest reproducer as a scenario. */
  readonly reproducer?: { readonly seed: number; readonly path: string; readonly scenario: string };
  /** When mutants ran: those that the case killed. */
  readonly killed?: readonly string[];
  /** When mutants ran: of each that the case killed, after how many operations, and the requirements named. */
  readonly named?: Readonly<
    Record<string, { readonly operations: number; readonly requirements: readonly string[] }>
  >;
}

/** The media type of the attachment that carries the verdicts of a scenario, a JSON array. */
export const VERDICT_MEDIA_TYPE = 'application/vnd.hvspec.verdicts+json';
