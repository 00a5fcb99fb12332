// Generated from schemas/recording.schema.json by `npm run types`. Change the schema, not this file.

/**
 * One line of a recording (NDJSON, UTF-8, LF): what an implementation did. A header starts a fresh instance; the lines after it, up to the next header, are what happened to it, in order. Configurations, operations, outcomes and inspections are those of the machine's own schema.
 */
export type RecordingLine = RecordingHeader | ObservedStep | UnobservedStep | InspectedState | RecordedTotals;
/**
 * The name of a machine, a profile, a choice or a value of one.
 */
export type Name = string;
/**
 * The experiment that this line comes from, as in `guest_wr/hv_syndbg_on/CONTROL`, and those after it up to the next header or id: printable ASCII without spaces.
 */
export type Id = string;

/**
 * A fresh instance.
 */
export interface RecordingHeader {
  /**
   * Version of the recording format.
   */
  recording: 1;
  machine: Name;
  /**
   * The name of a machine, a profile, a choice or a value of one.
   */
  profile: string;
  config: {
    [k: string]: unknown;
  };
  /**
   * Named choices of the profile, as far as they are known; the others are inferred from the lines.
   */
  choices?: {
    [k: string]: Name;
  };
  /**
   * Whether it shows what only a model or a debugger can see, as the machine's pages list it. It does unless this is false: then that is neither missed nor believed.
   */
  insight?: boolean;
  source: RecordingSource;
  /**
   * For readers.
   */
  note?: string;
}
/**
 * What was observed, and how.
 */
export interface RecordingSource {
  /**
   * Release of the kernel, or version of the implementation; of several that did the same, all, with a semicolon and a space between them.
   */
  kernel?: string;
  /**
   * What ran where, and how it was watched.
   */
  observed: string;
  /**
   * Day of the observation.
   */
  date?: string;
}
/**
 * An operation and its outcome. A field that the outcome does not carry was not observed and is not checked; an empty list was observed to be empty.
 */
export interface ObservedStep {
  step: RecordedOperation;
  outcome: RecordedOutcome;
  id?: Id;
}
/**
 * An operation of the machine, whole.
 */
export interface RecordedOperation {
  op: string;
  [k: string]: unknown;
}
export interface RecordedOutcome {
  outcome: 'ok' | 'error' | 'fault';
  [k: string]: unknown;
}
/**
 * An operation that was made and whose outcome is not known: it is carried out, and not judged.
 */
export interface UnobservedStep {
  step: RecordedOperation;
  /**
   * Why the outcome is not known.
   */
  unobserved: string;
  id?: Id;
}
/**
 * What could be seen of the state. A field that it does not carry is not checked.
 */
export interface InspectedState {
  inspect: {
    [k: string]: unknown;
  };
  id?: Id;
}
/**
 * What all steps since the header add up to, those without an observation too: the numbers of their outcomes, and of their events by the name of the event. A number that it does not carry is not checked.
 */
export interface RecordedTotals {
  totals: Totals;
  id?: Id;
}
export interface Totals {
  outcome?: Sums;
  events?: {
    [k: string]: Sums;
  };
}
/**
 * Members that are numbers, each with its sum.
 */
export interface Sums {
  [k: string]: number;
}
