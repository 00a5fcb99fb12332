/** One job of a plan: `hvspec run` as a process of its own, so that what it breaks is its own. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, mortal } from '../live/programs';
import { drop, settle, workFolder } from '../reports/jobs/finished';
import type { Job } from '../reports/jobs/jobs';
import { LAYOUT } from '../reports/layout';
import { readReport } from '../reports/read-report';
import type { Conformance } from '../reports/report-types';
import { oneLine } from '../reports/text/clean';
import { reap, start, tailOf } from '../subjects/child';

export interface JobOptions {
  /** The folder of the plan's results. */
  readonly out: string;
  readonly suite: Conformance['suite'];
  /** In milliseconds. */
  readonly limit: number;
  /** Ends the job; nothing of it stays. */
  readonly signal: AbortSignal;
}

const FORMATS = 'json,junit';
const WANTED = 'the run has to leave a report';

/** Runs the job, and puts its results in their place. @returns what came of it, in words */
export async function runJob(job: Job, { out, suite, limit, signal }: JobOptions): Promise<string> {
  const work = workFolder(out);
  const begin = performance.now();
  const child = start(lastingAsWeDo([...job.words, '--out', work, '--format', FORMATS]));
  const ended = { late: false };
  const stop = (): void => void reap(child, 5000);
  const timer = setTimeout(() => {
    ended.late = true;
    stop();
  }, limit);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const tail = tailOf(child);
    child.stdout.resume();
    child.stdin.on('error', () => undefined).end();
    const [code] = (await once(child, 'close')) as [number | null];
    const seconds = Math.round(performance.now() - begin) / 1000;
    if (signal.aborted || code === 130) return 'interrupted: it is still to be done';
    const file = join(work, 'conformance.json');
    const report = existsSync(file) ? readReport(file, oneLine(file, 400), WANTED).report : null;
    const outcome = ended.late
      ? `was ended after ${Math.round(limit / 1000)} s`
      : (report?.exit.outcome ?? `left no report: ${oneLine(tail().at(-1) ?? 'it said nothing', 300)}`);
    // Where the process says otherwise than its report, something broke after the report.
    const exit = ended.late ? null : report?.exit.code === code ? code : 2;
    settle(out, job, work, { words: job.words, suite: report?.suite ?? suite, exit, seconds, outcome });
    return `${oneLine(outcome)} (${exit === null ? 'no exit code' : `exit ${exit}`}, ${seconds.toFixed(1)} s)`;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    drop(out, work);
  }
}

/** A run whose worker was killed would go on for nobody; where setpriv lacks it does, to its end. */
function lastingAsWeDo(words: readonly string[]): readonly [string, ...string[]] {
  const argv = [process.execPath, join(LAYOUT.root, 'bin', 'hvspec.js'), ...words] as const;
  return findProgram('setpriv') === null ? argv : mortal(argv);
}
