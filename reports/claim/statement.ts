/** The claim itself, an in-toto statement: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
import type { RequirementReport, RequirementStatus } from '../report-types';
import type { Tally } from '../results/tally';
import type { Claim, FileClaim, ProfileClaim } from './claim-types';
import type { Source, Suite } from './evidence';
import { shownBy } from './evidence';
import { lessThanWhole } from './less';
import { oneLine } from '../text/clean';
import { ClaimRefused } from './refused';

/** A report with the digest of its bytes. */
export interface DigestedReport extends Source {
  readonly sha256: string;
}

export interface ClaimData {
  /** In the order in which they are named. */
  readonly reports: readonly DigestedReport[];
  /** The files that the claim is about. */
  readonly subject: readonly FileClaim[];
  readonly suite: Suite;
  /** How often a property runs where a run does not say otherwise. */
  readonly runs: number;
}

/**
 * The claim that reports allow. The same data give the same claim: it holds no clock and no path.
 * @throws ClaimRefused where they allow none
 */
export function claimOf({ reports, subject, suite, runs }: ClaimData): Claim {
  const shown = shownBy(reports, suite);
  const [first] = reports;
  if (!first) throw new ClaimRefused('no report');
  for (const [i, { name, sha256 }] of reports.entries()) {
    const before = reports.slice(0, i).find((one) => one.sha256 === sha256);
    if (before)
      throw new ClaimRefused(
        `${oneLine(name, 300)} and ${oneLine(before.name, 300)} are one report: give it once`,
      );
  }
  const less = lessThanWhole(
    reports.map(({ report }) => report.selection),
    shown,
    runs,
  );
  const warned = testsOf(shown, ['partly', 'differs']);
  const failed = testsOf(shown, ['fail']);
  const whole = shown.outcome === 'conforms' && [...less, ...warned, ...failed].length === 0;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [...subject],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: whole ? 'PASSED' : 'WARNED',
      configuration: [{ name: 'features', digest: { sha256: suite.digest } }],
      passedTests: testsOf(shown, ['shown']),
      warnedTests: warned,
      failedTests: failed,
      hvspec: {
        claim: 1,
        outcome: shown.outcome,
        suite: first.report.suite,
        subject: first.report.subject,
        less,
        reports: reports.map(({ name, sha256, report: { seed, selection } }) => ({
          name,
          digest: { sha256 },
          seed,
          selection,
        })),
        profiles: profilesOf(shown),
      },
    },
  };
}

/** Two blanks of indentation: the bytes that are signed, and read by people. What people would not see is escaped. */
export function claimText(claim: Claim): string {
  return `${JSON.stringify(claim, null, 2).replaceAll(UNSEEN, escape)}\n`;
}

/** Of what JSON leaves as it is: C1, and format characters as those that turn the order of reading. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu;

function escape(character: string): string {
  return Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}

type Status = RequirementStatus['status'];

function profilesOf(shown: Tally): ProfileClaim[] {
  return shown.machines.flatMap(({ machine, profiles }) =>
    profiles.map(({ profile, cases, counts, notRun }) => {
      const ids = (status: Status): string[] => {
        const those = ({ statuses }: RequirementReport): boolean =>
          statuses.some((one) => one.profile === profile && one.status === status);
        return shown.requirements.filter((one) => one.machine === machine && those(one)).map(({ id }) => id);
      };
      const unshown = {
        'not-shown': ids('not-shown'),
        inapplicable: ids('inapplicable'),
        'not-covered': ids('not-covered'),
        excluded: ids('excluded'),
      };
      return { machine, profile, cases, counts, notRun, unshown };
    }),
  );
}

/** `syndbg/upstream/SYNDBG-09` of each that has one of the statuses. */
function testsOf({ requirements }: Tally, wanted: readonly Status[]): string[] {
  return requirements.flatMap(({ machine, id, statuses }) =>
    statuses
      .filter(({ status }) => wanted.includes(status))
      .map(({ profile }) => `${machine}/${profile}/${id}`),
  );
}
