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
import { within } from './examine';
import { reproducerOf } from './reproducer';
import { recordingOf, toldOf } from './tell';

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
  let [done, lost, written] = [0, 0, 0];
  for (const { lab, drawn } of failures) {
    const left = end - performance.now();
    if (limits.signal.aborted || left <= 0) break;
    const bench = benchOf(subject, lab.options.offer, run.strictSeen);
    const number = written + 1;
    const isOver = within(Math.min(limits.each, left), limits.signal);
    // Of a slow subject one answer alone may take longer than there is time: nobody waits for it then.
    const made = await before(left, attempt(bench, lab, { number, date, known, drawn }, isOver));
    if (made === LATE) break;
    if (made === null) lost += 1;
    else if (made.written) known.add(made.key).add(causeOf(lab, made.requirement));
    if (made?.written) written += 1;
    done += 1;
    onDone(done, failures.length, made?.written ?? null);
  }
  return { written, alike: done - written - lost, lost, left: failures.length - done };
}

const LATE = Symbol('late');

/** What comes of the work, or {@link LATE} after so many milliseconds: whatever it still does is of no account. */
async function before<T>(ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Attempt {
  readonly key: string;
  /** Broken first. */
  readonly requirement: string;
  /** Null where the same is written already. */
  readonly written: Written | null;
}

/** Null where it does not fail again, or the subject breaks. */
async function attempt(
  bench: Bench,
  lab: Lab,
  {
    number,
    date,
    known,
    drawn,
  }: {
    readonly number: number;
    readonly date: string;
    readonly known: ReadonlySet<string>;
    readonly drawn: boolean;
  },
  isOver: () => boolean,
): Promise<Attempt | null> {
  try {
    const made = await reproducerOf(bench, lab, `${bench.machine.name}.found-${number}`, { isOver, drawn });
    if (!made) return null;
    const key = keyOf(lab, made);
    const [requirement = ''] = made.requirements;
    // What was drawn is no shorter, and no plainer, than what a case has shown of the same requirement.
    const isKnown = known.has(key) || (drawn && known.has(causeOf(lab, requirement)));
    return { key, requirement, written: isKnown ? null : await writtenOf(bench, made, number, date) };
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
  return {
    name: `${toldOf(bench, whole, requirements)}-${number}`,
    feature,
    recording: await recordingOf(bench, whole, date),
  };
}

const causeOf = ({ profile }: Lab, requirement: string): string => `${profile} ${requirement}`;

/** What reproducers of the same fault have in common. */
function keyOf({ profile }: Lab, { requirements: [first], whole }: Reproducer): string {
  return JSON.stringify([profile, first, toWire(whole)]);
}

/** Of each group of failures the first, then the others. */
function failuresIn({ report, labs }: FailedRun): readonly { readonly lab: Lab; readonly drawn: boolean }[] {
  const groups = failureGroups(report);
  const cases: readonly CaseReport[] = [
    ...groups.map(({ first }) => first),
    ...groups.flatMap(({ others }) => others),
  ];
  return cases.flatMap(({ id, profile, verdict, reproducer }) => {
    const lab = verdict === 'fail' ? labs.get(`${id} ${profile}`) : undefined;
    return lab ? [{ lab, drawn: reproducer !== undefined }] : [];
  });
}
