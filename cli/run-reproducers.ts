/** `hvspec run --out`: reproducers of what failed, made by asking the subject again. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { reproduceFailures } from '../fuzz/failed';
import type { FailedRun, Reproduction, Written } from '../fuzz/failed';
import { holdsCampaign } from '../fuzz/store';
import { makeReportFolder, removeOld, writeFileWhole } from '../reports/write';
import { killAll, ProcessSubject } from '../subjects/process-subject';
import type { ProcessOptions } from '../subjects/process-subject';
import { SubjectError } from '../subjects/subject';
import { printable } from '../subjects/text';
import { interruptions } from './interruptions';
import { liveLine } from './live-line';
import type { Output } from './output';

const FOLDER = 'reproducers';
const OWN = /^[A-Z]+-\d{2,3}-\d+\.(feature|ndjson)$/;

/** Milliseconds for all, and for the shrinking of one. */
const TOTAL = 60_000;
const EACH = 10_000;

/**
 * Removes the reproducers of an earlier run, and nothing else.
 * @throws ReportError where one stays, or something else than a folder is called so: the run need not begin
 * @throws RangeError where they are those of a campaign, which would be gone
 */
export async function clearReproducers(out: string): Promise<void> {
  if (holdsCampaign(out))
    throw new RangeError(`${printable(out)} holds a campaign of hvspec fuzz: name another folder`);
  const folder = join(out, FOLDER);
  if (!existsSync(folder)) return;
  await makeReportFolder(folder);
  for (const name of await readdir(folder))
    if (OWN.test(name)) await removeOld('reproducer', join(folder, name));
}

/**
 * Writes a feature and a recording for each failure into `reproducers` in the folder, the first of each requirement first, for
 * a minute at most. Ctrl-C ends it, and what is written stays.
 * @param argv starts the subject once more
 * @throws ReportError where they cannot be written
 */
export async function writeReproducers(
  out: string,
  argv: readonly string[],
  options: ProcessOptions,
  run: FailedRun,
  output: Output,
): Promise<void> {
  if (run.labs.size === 0 || !run.report.cases.some(({ verdict }) => verdict === 'fail')) return;
  const folder = join(out, FOLDER);
  const line = liveLine(output);
  const interrupt = new AbortController();
  const undo = interruptions(interrupt, output, () => line.clear());
  interrupt.signal.addEventListener('abort', killAll, { once: true });
  let subject: ProcessSubject | null = null;
  try {
    subject = await ProcessSubject.start(argv, options);
    await makeReportFolder(folder);
    const made: Written[] = [];
    const limits = { total: TOTAL, each: EACH, signal: interrupt.signal };
    const today = new Date().toISOString().slice(0, 10);
    const result = await reproduceFailures(subject, run, limits, today, (done, of, one) => {
      if (one) made.push(one);
      line.show(`making reproducers: ${done} of ${of} failures`);
    });
    line.clear();
    for (const { name, feature, recording } of made) {
      await writeFileWhole(join(folder, `${name}.feature`), feature);
      await writeFileWhole(join(folder, `${name}.ndjson`), recording);
    }
    output.err(resultText(result, folder));
  } catch (error) {
    line.clear();
    if (!(error instanceof SubjectError)) throw error;
    output.err(`no reproducers: the subject broke when it was asked again: ${error.message}`);
  } finally {
    undo();
    await subject?.close();
  }
}

/** `written: 3 reproducers in out/reproducers (2 failures came down to the same)` */
export function resultText({ written, alike, lost, left }: Reproduction, folder: string): string {
  const more = [
    ...(alike > 0 ? [`${failures(alike)} came down to the same`] : []),
    ...(lost > 0 ? [`${failures(lost)} did not fail again in the same way`] : []),
    ...(left > 0 ? [`${failures(left)} left: the time for it was over`] : []),
  ];
  const what = `${written} ${written === 1 ? 'reproducer' : 'reproducers'}`;
  return `written: ${what} in ${folder}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}

function failures(count: number): string {
  return `${count} ${count === 1 ? 'failure' : 'failures'}`;
}
