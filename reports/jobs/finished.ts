/** What is known of a job: its results lie in a folder of its own, whole or not at all. */
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readBounded } from '../../subjects/bounded';
import type { Conformance } from '../report-types';
import { failed } from '../write';
import type { Job } from './jobs';

/** `job.json`, beside the reports. */
export interface Finished {
  /** Those of the job that it was. */
  readonly words: readonly string[];
  readonly suite: Conformance['suite'];
  /** Of `hvspec run`; null where it was ended for want of time. */
  readonly exit: number | null;
  /** From its start to its end. */
  readonly seconds: number;
  /** The headline. */
  readonly outcome: string;
}

const FILE = 'job.json';
const REPORT = 'conformance.json';
const MAX_BYTES = 1 << 20;
/** Unfinished results; no kernel can be called so. */
const WORK = '.work';

/** The results of a job, or null where there are none, where its report is gone, or nothing is there that we wrote. */
export function finishedOf(out: string, { key }: Job): Finished | null {
  const file = join(out, key, FILE);
  if (!existsSync(file)) return null;
  try {
    const value = JSON.parse(readBounded(file, MAX_BYTES)?.toString('utf8') ?? '') as Partial<Finished>;
    const { words, suite, exit, seconds, outcome } = value;
    const whole =
      Array.isArray(words) &&
      typeof suite === 'object' &&
      (exit === null || Number.isInteger(exit)) &&
      typeof seconds === 'number' &&
      typeof outcome === 'string';
    if (!whole) return null;
    const finished = value as Finished;
    return isDone(finished) && !existsSync(join(out, key, REPORT)) ? null : finished;
  } catch {
    return null;
  }
}

/** Whether the job need not run again: what broke is tried again, what failed has been shown. */
export function isDone({ exit }: Finished): boolean {
  return exit === 0 || exit === 1 || exit === 3;
}

/**
 * Whether these are the results of this job by this suite.
 * @throws RangeError where they are of another one: they are neither taken nor removed
 */
export function checkFinished(
  out: string,
  { key, words }: Job,
  finished: Finished,
  suite: Conformance['suite'],
): void {
  const what = !isDeepStrictEqual(finished.words, words)
    ? 'another command'
    : !isDeepStrictEqual(finished.suite, suite)
      ? 'another version of the suite'
      : null;
  if (what !== null)
    throw new RangeError(
      `${join(out, key)} has the results of ${what}: give another folder by --out, or remove it to run the job again`,
    );
}

/** A fresh folder for what a job writes. @returns its path @throws ReportError where there can be none */
export function workFolder(out: string): string {
  const folder = join(out, WORK, randomBytes(8).toString('hex'));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw failed('folder', folder, error);
  }
  return folder;
}

/**
 * Puts results in their place, at once. Where another worker was faster its results stay.
 * @param work the folder that the job wrote into, which is gone afterwards
 * @throws ReportError where they cannot be written
 */
export function settle(out: string, job: Job, work: string, finished: Finished): void {
  const place = join(out, job.key);
  try {
    writeFileSync(join(work, FILE), `${JSON.stringify(finished, null, 2)}\n`);
    mkdirSync(dirname(place), { recursive: true });
    const before = finishedOf(out, job);
    if (existsSync(place) && !(before && isDone(before))) renameSync(place, `${work}.old`);
    renameSync(work, place);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw failed('results', place, error);
  } finally {
    for (const left of [work, `${work}.old`]) rmSync(left, { recursive: true, force: true });
  }
}

/** Beside the limit of a job: clocks of several computers, and the end of a job that was told to end. */
const MARGIN = 3_600_000;

/**
 * Removes what workers left that were killed: folders of work in which nothing has come for longer than a job can take.
 * @param limit how long a job may take, in milliseconds
 */
export function sweep(out: string, limit: number): void {
  const folder = join(out, WORK);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const work = join(folder, name);
    // Another worker may have removed it by now.
    const changed = statSync(work, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - changed > limit + MARGIN) drop(out, work);
  }
}

/** Removes a folder of work that led to nothing. */
export function drop(out: string, work: string): void {
  rmSync(work, { recursive: true, force: true });
  try {
    rmdirSync(join(out, WORK));
  } catch {
    // Another worker's folder is in it, or is about to be: whoever is last removes it.
  }
}
