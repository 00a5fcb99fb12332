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
  suite: import('../report-types').SuiteReport;
  subject: import('../report-types').SubjectReport;
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
export interface ReportClaim {
  name: Name;
  digest: Digest;
  seed: number;
  selection: import('../report-types').SelectionReport;
}
export interface ProfileClaim {
  machine: Name;
  profile: Name;
  /**
   * How many cases the features have for the profile, with the subject's choices.
   */
  cases: number;
  counts: import('../report-types').Counts;
  notRun: import('../report-types').NotRun;
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
