/** What a run showed, in one object from which every report is written. */
import type { Envelope } from '@cucumber/messages';
import type { Machine } from '../model/core/machine';
import { MACHINES } from '../model/machines';
import type { Description } from '../subjects/subject';
import { bookOf } from './book';
import type { Case } from './case';
import type { Catalogue } from './catalogue';
import { inOrder } from './guard';
import type {
  BaselineReport,
  CaseReport,
  Conformance,
  Exit,
  Reason,
  SelectionReport,
  SubjectReport,
  SuiteReport,
} from './report-types';
import { mutantReports } from './results/mutants';
import { resultsOf } from './results/results';
import { tallyOf } from './results/tally';
import { clean, cleanJson } from './text/clean';

/** What a baseline made of a result: a failure that it expects, or a pass that it did not expect. */
export interface Expectation {
  readonly case: string;
  readonly profile: string;
  readonly verdict: 'expected-fail' | 'unexpected-pass';
  readonly baseline: Readonly<BaselineReport>;
}

export interface RunData {
  readonly suite: Readonly<SuiteReport>;
  /** With the offers that the run was about, as far as they are known. */
  readonly subject: Description;
  readonly seed: number;
  /** What the run was asked for; everything unless given. */
  readonly selection?: SelectionReport;
  /** All cases of the features, whether they ran or not; those of the messages unless given. */
  readonly cases?: readonly Case[];
  /** Whether the reference was tested, which makes every case's choice. */
  readonly reference?: boolean;
  readonly envelopes: readonly Envelope[];
  readonly catalogues: readonly Catalogue[];
  /** Why the run must not be called green. */
  readonly findings: readonly Readonly<Reason>[];
  readonly exit: Exit['code'];
  readonly expectations?: readonly Expectation[];
  /** Those of the suite unless given. */
  readonly machines?: readonly Machine[];
}

/** What a report is made of, once it is known what became of each case. */
export interface JudgedRun extends Omit<RunData, 'envelopes' | 'expectations'> {
  /** With what the baseline made of them; sorted by id, then profile. */
  readonly results: readonly CaseReport[];
  readonly cases: readonly Case[];
}

/** Pure, and the same to the byte for two runs of one seed: the messages' clocks, ids and folders stay behind. */
export function conformance({ envelopes, expectations = [], ...run }: RunData): Conformance {
  return reportOf({
    ...run,
    results: withExpectations(resultsOf(envelopes, subjectOf(run.subject)), expectations),
    cases: run.cases ?? bookOf(envelopes).entries.flatMap((entry) => entry.case ?? []),
  });
}

/** The report of a run, or of several that were one. Pure. */
export function reportOf(run: JudgedRun): Conformance {
  const { suite, seed, catalogues, findings, exit, machines = MACHINES } = run;
  const { selection = { part: false }, reference = false } = run;
  const subject = subjectOf(run.subject);
  const cases = [...run.results];
  const evidence = { results: cases, cases: run.cases, offers: subject.machines, reference };
  const mutants = mutantReports(machines, cases);
  const reasons = inOrder(findings).map(({ kind, message }) => ({ kind, message: clean(message) }));
  const told = { exit: { code: exit, reasons }, selection };
  const { outcome, counts, machines: about, requirements } = tallyOf(evidence, told, machines, catalogues);
  return {
    report: 1,
    suite: { ...suite },
    subject,
    seed,
    selection: cleanJson(selection),
    exit: { code: exit, outcome, reasons },
    counts,
    machines: about,
    requirements,
    cases,
    ...(mutants ? { mutants } : {}),
  };
}

function subjectOf({ name, version, machines }: Description): SubjectReport {
  return cleanJson({
    name,
    version,
    machines: machines.map(({ machine, profile, capabilities, choices }) => ({
      machine,
      profile,
      capabilities: [...capabilities],
      choices: { ...choices },
    })),
  });
}

/** Results with what a baseline made of them. */
export function withExpectations(
  results: readonly CaseReport[],
  expectations: readonly Expectation[],
): readonly CaseReport[] {
  return results.map((result) => expect(result, expectations));
}

function expect(result: CaseReport, expectations: readonly Expectation[]): CaseReport {
  const found = expectations.find((one) => one.case === result.id && one.profile === result.profile);
  if (!found) return result;
  const { verdict, baseline } = found;
  const passed = `passes, though the baseline expects it to fail: ${baseline.reason} (${baseline.issue})`;
  return {
    ...result,
    verdict,
    message: clean(result.message ?? passed),
    baseline: cleanJson({ ...baseline }),
  };
}
