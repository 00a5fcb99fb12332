// Generated from schemas/claim.schema.json by `npm run types`. Change the schema, not this file.

export type Name = string;
export type Test = string;
export type Ids = string[];

/**
 * What `hvspec claim` writes: an in-toto Statement v1 whose predicate is a Test Result v0.1, with what it does not say in a member of its own. No clock and no path: the same reports and files give the same bytes.
 */
export interface Claim {
  _type: 'https://in-toto.io/Statement/v1';
  /**
   * The files that the claim is about: whoever signs it says that they are what was tested.
   *
   * @minItems 1
   */
  subject: FileClaim[];
  predicateType: 'https://in-toto.io/attestation/test-result/v0.1';
  predicate: Predicate;
}
/**
 * A ResourceDescriptor of in-toto.
 */
export interface FileClaim {
  name: Name;
  digest: Digest;
}
export interface Digest {
  sha256: string;
}
export interface Predicate {
  /**
   * PASSED: every case of the profiles passed; WARNED: it conforms as far as `hvspec.outcome` says. There are no claims of failure.
   */
  result: 'PASSED' | 'WARNED';
  /**
   * The features and catalogues that the subject was judged by, as one digest.
   *
   * @minItems 1
   * @maxItems 1
   */
  configuration: FileClaim[];
  /**
   * Requirements that are shown, as in `syndbg/upstream/SYNDBG-09`.
   */
  passedTests: Test[];
  /**
   * Requirements that some of their cases show, or that the subject merely differs from what was seen in.
   */
  warnedTests: Test[];
  /**
   * Requirements that are broken by known failures.
   */
  failedTests: Test[];
  hvspec: Extent;
}
/**
 * How far the result goes.
 */
export interface Extent {
  /**
   * The version of this member.
   */
  claim: 1;
  /**
   * The headline of the reports taken together: how far the subject conforms.
   */
  outcome: string;
  suite: Named;
  subject: SubjectReport;
  /**
   * What was left out on purpose, in words; nothing where it was everything that the subject can be asked.
   */
  less: string[];
  /**
   * @minItems 1
   */
  reports: ReportClaim[];
  /**
   * @minItems 1
   */
  profiles: ProfileClaim[];
}
export interface Named {
  name: string;
  version: string;
}
/**
 * What was tested, in its own words.
 */
export interface SubjectReport {
  name: string;
  version: string;
  machines: OfferReport[];
}
export interface OfferReport {
  machine: string;
  profile: string;
  capabilities: string[];
  /**
   * What the subject does where the profile leaves it open.
   */
  choices: {
    [k: string]: string;
  };
}
export interface ReportClaim {
  name: Name;
  digest: Digest;
  seed: number;
  selection: SelectionReport;
}
/**
 * What the run was asked for: only what was given.
 */
export interface SelectionReport {
  /**
   * Whether cases, or runs of properties, of the machines and profiles were left out on purpose.
   */
  part: boolean;
  machines?: string[];
  profiles?: string[];
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
  mutants?: 'all' | 'tagged';
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
}
export interface ProfileClaim {
  machine: Name;
  profile: Name;
  /**
   * How many cases the features have for the profile, with the subject's choices.
   */
  cases: number;
  counts: Counts;
  notRun: NotRun;
  /**
   * Ids of the requirements of the profile of which the claim says nothing, by why.
   */
  unshown: {
    'not-shown': Ids;
    inapplicable: Ids;
    'not-covered': Ids;
    excluded: Ids;
  };
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
  capabilities: string[];
  /**
   * What the capabilities stand for, with parameters after the operation.
   */
  operations: string[];
  cases: number;
  /**
   * That the cases are about.
   */
  requirements: string[];
}
