/** Reproducers of what failed in a run of the suite: each failure once more on the subject, made as short as it goes. */
import { toWire } from '../model/core/wire';
import { failureGroups } from '../reports/failing';
import type { CaseReport, Conformance } from '../reports/report-types';
import type { Lab } from '../steps/lab';
import type { Subject } from '../subjects/subject';
import { SubjectError } from '../subjects/subject';
import type { Bench } from './bench';
import { benchOf } from './bench';
import type { Reproducer } from './reproducer';
import { reproducerOf } from './reproducer';
import { recordingOf } from './tell';

export interface Written {
  /** As in `SYNDBG-24-1`. */
  readonly name: string;
  readonly feature: string;
  readonly recording: string;
}

/** What the reproducers are made of. */
export interface FailedRun {
  readonly report: Pick<Conformance, 'cases'>;
  /** By case and profile, as `takeDeaths` gives them. */
  readonly labs: ReadonlyMap<string, Lab>;
  /** Whether a difference from what was merely seen counts. */
  readonly strictSeen: boolean;
}

export interface Limits {
  /** Milliseconds for all of them: after it no other one is begun. */
  readonly total: number;
  /** Milliseconds that one may be made shorter. */
  readonly each: number;
  readonly signal: AbortSignal;
}

/** How many failures came to what. */
export interface Reproduction {
  readonly written: number;
  /** Came down to a sequence that was written already. */
  readonly alike: number;
  /** Do not fail again, or the subject broke. */
  readonly lost: number;
  /** Not begun: the time was over. */
  readonly left: number;
}

/**
 * @param subject open, and other than the one that the run ended
 * @param date a day, as in 2027-01-31
 * @param onDone is told after each failure how many are done, and the reproducer where it is a new one
 */
export async function reproduceFailures(
  subject: Subject,
  run: FailedRun,
  limits: Limits,
  date: string,
  onDone: (done: number, of: number, written: Written | null) => void,
): Promise<Reproduction> {
  const end = performance.now() + limits.total;
  const failures = failuresIn(run);
  const known = new Set<string>();
  let [done, lost] = [0, 0];
  for (const lab of failures) {
    const left = end - performance.now();
    if (limits.signal.aborted || left <= 0) break;
    const patience = AbortSignal.timeout(Math.ceil(Math.min(limits.each, left)));
    const bench = benchOf(subject, lab.options.offer, run.strictSeen);
    const number = known.size + 1;
    const made = await attempt(bench, lab, number, AbortSignal.any([limits.signal, patience]));
    const key = made && keyOf(lab, made);
    if (key === null) lost += 1;
    const isNew = made !== null && key !== null && !known.has(key);
    if (key !== null) known.add(key);
    done += 1;
    onDone(done, failures.length, isNew ? await writtenOf(bench, made, number, date) : null);
  }
  return { written: known.size, alike: done - known.size - lost, lost, left: failures.length - done };
}

/** Null where it does not fail again, or the subject breaks. */
async function attempt(
  bench: Bench,
  lab: Lab,
  number: number,
  signal: AbortSignal,
): Promise<Reproducer | null> {
  try {
    return await reproducerOf(bench, lab, `${bench.machine.name}.found-${number}`, signal);
  } catch (error) {
    if (error instanceof SubjectError) return null;
    throw error;
  }
}

async function writtenOf(
  bench: Bench,
  { requirements, whole, feature }: Reproducer,
  number: number,
  date: string,
): Promise<Written> {
  const [first = bench.machine.name] = requirements;
  return { name: `${first}-${number}`, feature, recording: await recordingOf(bench, whole, date) };
}

/** What reproducers of the same fault have in common. */
function keyOf({ profile }: Lab, { requirements: [first], whole }: Reproducer): string {
  return JSON.stringify([profile, first, toWire(whole)]);
}

/** Of each group of failures the first, then the others. */
function failuresIn({ report, labs }: FailedRun): readonly Lab[] {
  const groups = failureGroups(report);
  const cases: readonly CaseReport[] = [
    ...groups.map(({ first }) => first),
    ...groups.flatMap(({ others }) => others),
  ];
  return cases.flatMap(({ id, profile, verdict }) => {
    const lab = verdict === 'fail' ? labs.get(`${id} ${profile}`) : undefined;
    return lab ? [lab] : [];
  });
}
