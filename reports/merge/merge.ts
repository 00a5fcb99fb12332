/** The shards of a run as the report of the whole: what a run without --shard would have written, to the byte. */
import { isDeepStrictEqual } from 'node:util';
import { REFERENCE } from '../../subjects/model-subject';
import { reportOf } from '../conformance';
import { exitOf } from '../exit';
import type { Finding } from '../guard';
import { distinct, guardOffered, guardPlan } from '../guard';
import { guardApplicable, guardExercised, guardHidden } from '../guard/run';
import { isOffered } from '../offers';
import type { Planned } from '../plan';
import { planOf, suiteOf, withoutFolders } from '../plan';
import type { CaseReport, Conformance, SubjectReport } from '../report-types';
import { byIdAndProfile } from '../results/results';
import type { RunResult } from '../runner';
import { canRun } from '../runner';
import { select } from '../selection';
import { cleanTexts } from '../text/clean';
import { checkAddsUp, checkComplete, findingOf } from './complete';
import type { ShardReport } from './same';
import { shardsOf, wholeSelection } from './same';

export interface MergeOptions {
  /** The folder of the features, where they are not the package's own. */
  readonly features?: string;
}

/** What a shard says of itself alone: it is found anew for the whole. */
const OF_A_SHARD: readonly string[] = ['empty-shard', 'nothing-applicable', 'not-shown'];

/**
 * Merges the reports of all shards of one run. Counts, statuses and the guard are those of the whole: of the shards
 * only the results are taken, and the reasons that say what happened as they ran.
 * @throws RangeError where the reports are not all shards of one run, each once and whole, or this suite is not theirs
 * @throws FileError on a catalogue that is not as it must be
 */
export function mergeReports(
  reports: readonly ShardReport[],
  { features }: MergeOptions = {},
): Pick<RunResult, 'exit' | 'conformance' | 'envelopes'> {
  const shards = shardsOf(reports);
  const { subject, seed, selection: own } = (shards[0] as ShardReport).report;
  const selection = wholeSelection(own);
  if (selection.features !== undefined && features === undefined)
    throw new RangeError(
      `the shards are about features in ${selection.features}: give that folder by --features`,
    );
  const reference = isReference(subject);
  const plan = planOf({
    ...planned(selection, subject, reference),
    ...(features === undefined ? {} : { features }),
  });
  checkSuite(shards, plan);
  const cases = plan.book.entries.flatMap((entry) => entry.case ?? []);
  const ids = new Set(cases.map(({ id }) => id));
  for (const one of shards) {
    checkComplete(one, select(plan.book, { ...plan.filter, shard: one.shard }).filter(canRun), ids);
    checkAddsUp(one);
  }
  const results = distinctResults(shards.flatMap(({ report }) => report.cases));
  const told = shards.flatMap(({ file, report }) =>
    report.exit.reasons.map((reason) => findingOf(cleanTexts(reason), file)),
  );
  const findings = distinct([
    ...told.filter(({ kind }) => !OF_A_SHARD.includes(kind) || subject.machines.length === 0),
    ...(subject.machines.length === 0
      ? []
      : withoutFolders(guarded(plan, results, subject, selection), plan.book)),
  ]);
  const exit = exitOf(results, [], findings, false);
  const conformance = reportOf({
    suite: suiteOf(plan),
    subject,
    seed,
    selection,
    cases,
    reference,
    results,
    catalogues: plan.catalogues,
    findings,
    exit,
  });
  return { exit, conformance, envelopes: plan.envelopes };
}

/** Whether it is the reference that was tested, of which a report says what it says of every subject. */
function isReference({ name, version, machines }: SubjectReport): boolean {
  const own = REFERENCE.machines.filter((offer) =>
    machines.some((one) => one.machine === offer.machine && one.profile === offer.profile),
  );
  return isDeepStrictEqual({ name, version, machines }, { ...REFERENCE, machines: own });
}

/** Machines that the subject does not speak for were not planned. */
function planned(
  { machines, profiles, tags, name, paths }: Conformance['selection'],
  subject: SubjectReport,
  reference: boolean,
): Parameters<typeof planOf>[0] {
  const spoken = [...new Set(subject.machines.map(({ machine }) => machine))];
  const asked = reference || spoken.length === 0 ? machines : spoken;
  return {
    ...(asked ? { machines: asked } : {}),
    ...(profiles ? { profiles } : {}),
    ...(tags === undefined ? {} : { tags }),
    ...(name === undefined ? {} : { name }),
    ...(paths ? { paths } : {}),
  };
}

/** @throws RangeError where the shards were judged by other features than those that are here */
function checkSuite(shards: readonly ShardReport[], plan: Planned): void {
  const here = suiteOf(plan);
  const [{ file, report }] = shards as readonly [ShardReport];
  const lost = plan.missing.find(
    ({ message }) => !report.exit.reasons.some((reason) => reason.message === message),
  );
  if (lost) throw new RangeError(`${file} is about a feature that is not here: ${lost.message}`);
  if (isDeepStrictEqual(report.suite, here)) return;
  const [theirs, ours] = [report.suite, here].map(
    ({ name, version, digest = 'none' }) => `${name} ${version}, digest of the features ${digest}`,
  );
  throw new RangeError(
    `${file} is of ${theirs}, and this is ${ours}: merge with the suite that the shards ran with`,
  );
}

/** What stands outside every case may be told by each shard. */
function distinctResults(results: readonly CaseReport[]): readonly CaseReport[] {
  const texts = new Map(results.map((one) => [JSON.stringify(one), one] as const));
  return [...texts.values()].map(cleanTexts).sort(byIdAndProfile);
}

/** What the guard of the whole run finds, as far as a report lets it be seen. */
function guarded(
  plan: Planned,
  judged: readonly CaseReport[],
  subject: SubjectReport,
  { path }: Conformance['selection'],
): readonly Finding[] {
  const results = judged.map(beforeBaseline);
  const runnable = plan.selected.filter(canRun);
  const cases = plan.book.entries.flatMap((entry) => entry.case ?? []);
  return [
    ...plan.missing,
    ...guardPlan(plan),
    ...guardOffered(
      runnable,
      runnable.filter((entry) => isOffered(entry, subject)),
    ),
    ...guardApplicable(results),
    ...guardHidden(results, plan.catalogues, cases),
    ...(path === undefined ? guardExercised(results) : []),
  ];
}

/** The guard looks at what happened, and not at what was expected. */
function beforeBaseline(result: CaseReport): CaseReport {
  if (result.verdict === 'expected-fail') return { ...result, verdict: 'fail' };
  if (result.verdict !== 'unexpected-pass') return result;
  return { ...result, verdict: result.broken ? 'differs' : 'pass' };
}
