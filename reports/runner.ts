/** One run of the suite: plan, subject, Cucumber, guard, baseline, exit code. */
import { resolve } from 'node:path';
import type { Envelope } from '@cucumber/messages';
import { endSubject, recordTo } from '../subjects/opened';
import { killAll } from '../subjects/process-subject';
import { RecordFile } from '../subjects/record-file';
import type { BaselineEntry } from './baseline-file';
import { loadBaseline } from './baseline-file';
import { applyBaseline } from './baseline';
import type { Entry } from './book';
import { driveBeside, Second } from './beside';
import { at } from './book';
import type { Case } from './case';
import { selectionOf } from './chosen';
import { reportOf, withExpectations } from './conformance';
import type { Driven, DriveOptions } from './cucumber';
import { drive } from './cucumber';
import type { Executed } from './executed';
import { Collector, withoutUnfinished } from './executed';
import { exitOf } from './exit';
import { isFailure } from './first';
import type { Finding, Outcome } from './guard';
import { distinct, finding, guardOffered, guardPlan, guardRun } from './guard';
import { halt } from './halt';
import { LAYOUT } from './layout';
import type { UnderTest } from './offers';
import { breach, isOffered, underTest } from './offers';
import type { Planned, PlanOptions } from './plan';
import { casesOf, checkNames, planOf, suiteOf, withoutFolders } from './plan';
import { checkReplay } from './replay';
import type { Conformance } from './report-types';
import { resultsOf } from './results/results';
import type { RunOptions } from './run-options';

export interface RunResult {
  readonly exit: Conformance['exit']['code'];
  readonly conformance: Conformance;
  readonly envelopes: readonly Envelope[];
  /** Of the scenarios that were to run. */
  readonly cases: readonly Case[];
}

/**
 * Runs what the options select. A subject that does not start is an error in the result, not thrown.
 * @throws RangeError on an option that makes no sense
 * @throws FileError on a catalogue or a baseline that is not as it must be
 */
export async function runSuite(options: RunOptions): Promise<RunResult> {
  checkNames(options);
  const { baseline: file, cwd = process.cwd(), signal } = options;
  const baseline = file === undefined ? [] : loadBaseline(resolve(cwd, file));
  const end = (): void => {
    killAll();
    // Ended, it is not started again for the cases that Cucumber still goes through.
    void endSubject();
  };
  signal?.addEventListener('abort', end, { once: true });
  const record = recordOf(options);
  recordTo(record);
  // It begins to load what the first thread loads meanwhile.
  const second = isForTwo(options) ? new Second() : null;
  try {
    const tested = await underTest(options);
    const plan = planOf(narrowed(options, tested));
    if (!tested.problem) checkReplay(options.path, plan.selected);
    const runnable = tested.problem ? [] : plan.selected.filter(canRun);
    const entries = runnable.filter((entry) => isOffered(entry, tested.description));
    options.onPlan?.(entries.map(({ uri }) => uri));
    const driven = await execute(options, second, entries, baseline);
    recordTo(null);
    record?.close();
    const parting = [...(await farewell(options)), ...unwritten(record)];
    const run = { ...driven, interrupted: signal?.aborted ?? false };
    const found = tested.problem
      ? [tested.problem]
      : [...plan.missing, ...guardPlan(plan), ...guardOffered(runnable, entries)];
    // What the interruption did to the subject is not the subject's fault.
    const own = run.interrupted ? (tested.problem ? [] : found) : [...found, ...parting];
    return judge(options, plan, tested, { run, entries, findings: own, baseline });
  } finally {
    signal?.removeEventListener('abort', end);
    recordTo(null);
    record?.close();
    if (options.subject) await endSubject();
    await second?.close();
  }
}

/** @throws RangeError where there is no subject to record, and where the file exists or cannot be made */
function recordOf({
  record,
  subject,
  cwd = process.cwd(),
  today = todayIs(),
}: RunOptions): RecordFile | null {
  if (record === undefined) return null;
  if (!subject)
    throw new RangeError(
      '--record writes down what a subject does: give --subject, since the reference proves nothing about itself',
    );
  return RecordFile.create(resolve(cwd, record), today);
}

function todayIs(): string {
  return new Date().toISOString().slice(0, 10);
}

/** A recording that lacks lines must not be taken for one. */
function unwritten(record: RecordFile | null): readonly Finding[] {
  if (!record?.problem) return [];
  return [
    finding('harness', `the recording ${record.path} is not whole: writing it failed (${record.problem})`),
  ];
}

/** What the subject does wrong at its end. */
async function farewell({ subject }: RunOptions): Promise<readonly Finding[]> {
  const error = subject ? await endSubject() : null;
  return error ? [breach(error)] : [];
}

/** What gives no pickle, or a pickle without steps, is for the guard: Cucumber would call it passed. */
export function canRun({ pickle, scenario }: Entry): boolean {
  return pickle !== null && scenario.steps.length > 0;
}

/** Machines that the subject does not speak for are not planned. */
function narrowed(options: RunOptions, { description, problem }: UnderTest): PlanOptions {
  if (!options.subject || problem) return options;
  return { ...options, machines: [...new Set(description.machines.map(({ machine }) => machine))] };
}

interface Played extends Driven {
  /** The scenarios that came to their end. */
  readonly finished: readonly Executed[];
}

async function execute(
  options: RunOptions,
  second: Second | null,
  entries: readonly Entry[],
  baseline: readonly BaselineEntry[],
): Promise<Played> {
  const { signal, first, onCase } = options;
  const interrupted = signal?.aborted ?? false;
  if (entries.length === 0 || interrupted)
    return { envelopes: [], finished: [], broke: null, interrupted, halted: false };
  const collector = new Collector();
  const finished: Executed[] = [];
  const onEnvelope = (envelope: Envelope): void => {
    const executed = collector.add(envelope);
    if (!executed) return;
    finished.push(executed);
    onCase?.(executed);
    if (first && isFailure(executed, baseline)) halt();
  };
  const asked = {
    entries,
    worldParameters: parametersOf(options),
    onEnvelope,
    ...(signal ? { signal } : {}),
  };
  const driven = await (second ? driveBeside(asked, second) : drive(asked));
  return { ...driven, finished };
}

/**
 * Whether a second thread pays, which learns anew what the first one knows: on all cases of the package. A subject is one process, and
 * the first failure is of one order.
 */
function isForTwo({ threads = 1, subject, first = false, ...options }: RunOptions): boolean {
  const { features, machines, profiles, paths, tags, name, shard } = options;
  const narrowed = [features, machines, profiles, paths, tags, name, shard].some((one) => one !== undefined);
  return threads > 1 && !subject && !first && !narrowed;
}

/** What the steps are told; only what was given, as JSON. */
function parametersOf(options: RunOptions): DriveOptions['worldParameters'] {
  const { subject, profiles, seed, path, runs, mutants, naming, startTimeout, stepTimeout, strictSeen } =
    options;
  const features = resolve(options.cwd ?? process.cwd(), options.features ?? LAYOUT.features);
  const told = {
    subject,
    profiles,
    seed,
    path,
    runs,
    mutants,
    naming,
    startTimeout,
    stepTimeout,
    strictSeen,
    features,
  };
  return JSON.parse(JSON.stringify(told)) as DriveOptions['worldParameters'];
}

interface Ran {
  readonly run: Played;
  readonly entries: readonly Entry[];
  /** What was found before anything ran. */
  readonly findings: readonly Finding[];
  readonly baseline: readonly BaselineEntry[];
}

function judge(options: RunOptions, plan: Planned, { description }: UnderTest, ran: Ran): RunResult {
  const { envelopes, finished, broke, interrupted, halted } = ran.run;
  // What an interruption cut short is not judged.
  const judgeable = interrupted ? withoutUnfinished(envelopes) : envelopes;
  const results = resultsOf(judgeable, description, finished);
  const today = options.today ?? todayIs();
  const judged = applyBaseline(results, ran.baseline, casesOf(plan.book), today);
  const whole = !interrupted && broke === null && !halted;
  const findings = distinct([
    ...ran.findings,
    ...(broke === null
      ? []
      : [finding('harness', `the run broke off: ${broke.split('\n').slice(0, 3).join(' ')}`)]),
    ...(interrupted
      ? [finding('harness', 'the run was interrupted: the cases that had not ended are not judged')]
      : []),
    ...(whole ? guardRun(outcomesOf(ran.entries, finished), results, options.path !== undefined, plan) : []),
    ...judged.findings,
  ]);
  const exit = exitOf(results, judged.expectations, findings, interrupted);
  const report = reportOf({
    suite: suiteOf(plan),
    subject: description,
    seed: options.seed,
    selection: selectionOf(options, ran.baseline),
    cases: plan.book.entries.flatMap((entry) => entry.case ?? []),
    reference: options.subject === undefined,
    results: withExpectations(results, judged.expectations),
    catalogues: plan.catalogues,
    findings: withoutFolders(findings, plan.book),
    exit,
  });
  const cases = ran.entries.flatMap((entry) => entry.case ?? []);
  return { exit, conformance: report, envelopes, cases };
}

/** Pairs by file and line: the ids of a run are its own. */
function outcomesOf(entries: readonly Entry[], finished: readonly Executed[]): readonly Outcome[] {
  const place = ({ pickle }: Executed): string => at({ uri: pickle.uri, line: pickle.location?.line ?? 0 });
  const executed = new Map(finished.map((one) => [place(one), one]));
  return entries.map((entry) => ({ entry, executed: executed.get(at(entry)) ?? null }));
}
