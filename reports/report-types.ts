// Generated from schemas/report.schema.json by `npm run types`. Change the schema, not this file.

export type Name = string;
export type VerdictWord =
  | 'pass'
  | 'fail'
  | 'differs'
  | 'inconclusive'
  | 'expected-fail'
  | 'unexpected-pass'
  | 'inapplicable'
  | 'untestable'
  | 'error';

/**
 * What one run showed (conformance.json). Two runs of the same suite, subject and seed give the same bytes: no clock, no duration, no absolute path, no random id.
 */
export interface Conformance {
  /**
   * The version of this format.
   */
  report: 1;
  suite: SuiteReport;
  subject: SubjectReport;
  /**
   * Where the properties of the run began.
   */
  seed: number;
  selection: SelectionReport;
  exit: Exit;
  counts: Counts;
  machines: MachineReport[];
  /**
   * Of the machines above, by machine and id.
   */
  requirements: RequirementReport[];
  /**
   * Sorted by id, then profile.
   */
  cases: CaseReport[];
  /**
   * Present when mutants ran.
   */
  mutants?: MutantReport[];
}
export interface SuiteReport {
  name: Name;
  version: string;
  /**
   * Of the features and the requirements that the run was judged by: SHA-256.
   */
  digest?: string;
}
/**
 * What was tested, in its own words.
 */
export interface SubjectReport {
  name: Name;
  version: string;
  machines: OfferReport[];
}
export interface OfferReport {
  machine: Name;
  profile: Name;
  capabilities: Name[];
  /**
   * What the subject does where the profile leaves it open.
   */
  choices: {
    [k: string]: string;
  };
}
/**
 * What the run was asked for: only what was given.
 */
export interface SelectionReport {
  /**
   * Whether cases, or runs of properties, of the machines and profiles were left out on purpose.
   */
  part: boolean;
  machines?: Name[];
  profiles?: Name[];
  tags?: string;
  /**
   * A regular expression.
   */
  name?: string;
  /**
   * Features with lines, relative to the project; of one elsewhere its name.
   */
  paths?: string[];
  shard?: string;
  /**
   * Whether the run was to end at the first failure.
   */
  first?: true;
  /**
   * Of each property.
   */
  runs?: number;
  /**
   * Into a failed property.
   */
  path?: string;
  /**
   * Whether a difference from what was merely seen was a failure.
   */
  strictSeen?: true;
  /**
   * Which mutants of its profiles each case met.
   */
  mutants?: 'all' | 'tagged' | 'enough';
  /**
   * The name of the folder, where the features are not those of the suite.
   */
  features?: string;
  baseline?: BaselineFileReport;
}
export interface BaselineFileReport {
  /**
   * Its name, without the folder.
   */
  file: string;
  entries: number;
  /**
   * Of what its entries say, whatever order their members and the blanks around them have.
   */
  sha256?: string;
}
export interface Exit {
  /**
   * 0 conforms, as far as the cases go that ran; 1 fails; 2 harness or adapter broke; 3 nothing ran, or nothing passed; 130 interrupted.
   */
  code: 0 | 1 | 2 | 3 | 130;
  /**
   * The headline: how far the subject conforms.
   */
  outcome: string;
  /**
   * Why the run must not be called green.
   */
  reasons: Reason[];
}
export interface Reason {
  /**
   * The name of the check that objects.
   */
  kind: string;
  message: string;
}
/**
 * Results (a case in a profile) by verdict.
 */
export interface Counts {
  total: number;
  pass: number;
  fail: number;
  differs: number;
  inconclusive: number;
  'expected-fail': number;
  'unexpected-pass': number;
  inapplicable: number;
  untestable: number;
  error: number;
}
export interface MachineReport {
  machine: Name;
  about: string;
  /**
   * How many cases of the features hold in none of the profiles.
   */
  otherProfiles: number;
  /**
   * Those that the run was about.
   */
  profiles: ProfileReport[];
}
export interface ProfileReport {
  profile: Name;
  about: string;
  counts: Counts;
  /**
   * How many cases the features have for the profile, with the subject's choices.
   */
  cases: number;
  notRun: NotRun;
}
/**
 * Cases of a profile that did not run on the subject, by why.
 */
export interface NotRun {
  /**
   * Cases that want capabilities which the subject did not declare, most cases first.
   */
  wants: Want[];
  /**
   * Cases about what the subject chose not to do; `cases` does not count them.
   */
  choices: number;
  /**
   * Other cases that the run was not about, or did not come to.
   */
  selection: number;
}
export interface Want {
  capabilities: Name[];
  /**
   * What the capabilities stand for, with parameters after the operation.
   */
  operations: string[];
  cases: number;
  /**
   * That the cases are about.
   */
  requirements: Name[];
}
export interface RequirementReport {
  id: string;
  machine: Name;
  text: string;
  level: 'MUST' | 'SHOULD' | 'MAY' | 'SEEN';
  class: 'seed' | 'review' | 'series' | 'upstream' | 'observed';
  source: string;
  /**
   * In which it holds.
   */
  profiles: Name[];
  excluded?: ExclusionReport;
  /**
   * One for each profile that it holds in and the run was about.
   */
  statuses: RequirementStatus[];
}
/**
 * Why no case can show it.
 */
export interface ExclusionReport {
  reason: 'not-observable' | 'meaning-only' | 'not-this-version' | 'implementation-detail';
  why: string;
}
export interface RequirementStatus {
  profile: Name;
  /**
   * shown: every case of the features about it passed; partly: some did; fail: it is what broke in a case; differs: it was seen of a kernel, and the subject differs; not-shown: no case passed; inapplicable: no case applies to the subject; not-covered: there is no case; excluded: there can be none.
   */
  status: 'shown' | 'partly' | 'fail' | 'differs' | 'not-shown' | 'inapplicable' | 'not-covered' | 'excluded';
  /**
   * How many of its cases passed.
   */
  passed: number;
  /**
   * How many cases the features have about it, whether they ran or not.
   */
  of: number;
  /**
   * Ids of these cases, and of those of others in which it broke.
   */
  cases: Name[];
}
/**
 * One case in one profile.
 */
export interface CaseReport {
  id: Name;
  /**
   * A dash where what broke belongs to none.
   */
  profile: string;
  /**
   * A dash where what broke belongs to none.
   */
  machine: string;
  scenario: string;
  /**
   * Its file, relative to the project.
   */
  feature: string;
  /**
   * From 1; 0 for what is in no file.
   */
  line: number;
  verdict: VerdictWord;
  /**
   * That the case is tagged with.
   */
  requirements: Name[];
  /**
   * That its operations showed: the condition of an owner was met, and a field of it looked at.
   */
  exercised: Name[];
  /**
   * For all but a pass: what happened.
   */
  message?: string;
  /**
   * The requirement that broke, alone in its list.
   */
  broken?: Name[];
  /**
   * Others that may have broken as well, most telling first.
   */
  perhaps?: Name[];
  /**
   * The fields that differ in the operation that differed; the first ones of many.
   */
  differences?: DifferenceReport[];
  /**
   * The capabilities that the case wants and the subject did not declare.
   */
  lacks?: Name[];
  /**
   * Differences that are no failure: in fields that no requirement speaks of, or from what was merely seen.
   */
  notes?: string[];
  /**
   * Requirements of level SEEN from which the subject differs, though the case holds.
   */
  unlike?: Name[];
  /**
   * The text of the step that noticed it.
   */
  step?: string;
  /**
   * The operation that differed, from 0 in the trace.
   */
  at?: number;
  trace?: TracedOperation[];
  reproducer?: ReproducerReport;
  baseline?: BaselineReport;
  /**
   * Mutants that the case killed, where they ran.
   */
  killed?: Name[];
  /**
   * Of each mutant that the case killed: after how many operations, and the requirements named, the broken one first.
   */
  named?: {
    [k: string]: NamedReport;
  };
}
export interface DifferenceReport {
  field: string;
  expected: string;
  got: string;
  /**
   * Of both values, without their numbers: what the signature is made of.
   */
  shape: string;
}
/**
 * One operation with its outcome, 64-bit values as 0x….
 */
export interface TracedOperation {
  op: {readonly [key: string]: unknown};
  outcome: {readonly [key: string]: unknown};
}
/**
 * How to run a failed property again, and the shortest failure as a scenario.
 */
export interface ReproducerReport {
  seed: number;
  path: string;
  scenario: string;
}
/**
 * The entry that expects the failure.
 */
export interface BaselineReport {
  reason: string;
  issue: string;
  signature?: string;
  expires?: string;
}
export interface NamedReport {
  operations: number;
  requirements: Name[];
}
export interface MutantReport {
  machine: Name;
  profile: Name;
  id: Name;
  /**
   * The requirement that it breaks.
   */
  requirement: string;
  /**
   * Where the mistake was made.
   */
  origin: string;
  /**
   * Ids of cases; none: it survived.
   */
  killedBy: Name[];
}
