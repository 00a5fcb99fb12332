/** What a run showed, in one object from which every report is written. */
import type { Envelope } from '@cucumber/messages';
import type { Machine } from '../model/core/machine';
import { MACHINES } from '../model/machines';
import type { Description } from '../subjects/subject';
import { bookOf } from './book';
import type { Case } from './case';
import type { Catalogue } from './catalogue';
import type {
  BaselineReport,
  CaseReport,
  Conformance,
  Exit,
  Reason,
  SelectionReport,
  SubjectReport,
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
  readonly suite: { readonly name: string; readonly version: string };
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

/** Pure, and the same to the byte for two runs of one seed: the messages' clocks, ids and folders stay behind. */
export function conformance(run: RunData): Conformance {
  const { suite, seed, envelopes, catalogues, findings, exit, machines = MACHINES } = run;
  const { selection = { part: false }, reference = false } = run;
  const subject = subjectOf(run.subject);
  const cases = resultsOf(envelopes, subject).map((one) => expect(one, run.expectations ?? []));
  const all = run.cases ?? bookOf(envelopes).entries.flatMap((entry) => entry.case ?? []);
  const evidence = { results: cases, cases: all, offers: subject.machines, reference };
  const mutants = mutantReports(machines, cases);
  const reasons = findings.map(({ kind, message }) => ({ kind, message: clean(message) }));
  const told = { exit: { code: exit, reasons }, selection };
  const { outcome, counts, machines: about, requirements } = tallyOf(evidence, told, machines, catalogues);
  return {
    report: 1,
    suite: { name: suite.name, version: suite.version },
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
