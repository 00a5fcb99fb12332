/** Option values: what is given on the command line as what the suite takes. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Shard } from '../reports/selection';
import type { ReportFormat } from '../reports/write';
import { REPORT_FORMATS } from '../reports/write';
import { splitArgv } from '../subjects/argv';
import { LIMITS } from '../subjects/connection';
import { nearest } from '../subjects/text';

/** For options that may be given several times, or with commas. */
export function names(text: string, before: readonly string[] | undefined): readonly string[] {
  const given = text.split(',').map((name) => name.trim());
  if (given.includes('')) throw new InvalidArgumentError('write a name, or several with commas.');
  return [...(before ?? []), ...given];
}

/** `2/3` */
export function shard(text: string): Shard {
  const [, index, total] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const found = { index: Number(index), total: Number(total) };
  if (total === undefined || found.index < 1 || found.index > found.total) {
    throw new InvalidArgumentError('write i/n with 1 <= i <= n, as in 2/3.');
  }
  return found;
}

/** Report formats with commas. */
export function formats(text: string, before: readonly ReportFormat[] | undefined): readonly ReportFormat[] {
  return names(text, before).map((name) => {
    const found = REPORT_FORMATS.find((format) => format === name);
    if (found) return found;
    const meant = nearest(name, REPORT_FORMATS);
    throw new InvalidArgumentError(
      `"${name}" is no format${meant === null ? '' : ` (perhaps "${meant}"?)`}: ${REPORT_FORMATS.join(', ')}.`,
    );
  });
}

/** A whole number in a range. */
export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`write a whole number from ${min} to ${max}.`);
  };
}

/** A time limit of at most an hour. */
export const milliseconds = integer(1, 3_600_000);

/** How long a subject may take to start. */
export const START_TIMEOUT = new Option('--start-timeout <ms>', 'time for the subject to start')
  .argParser(milliseconds)
  .default(LIMITS.startMs);

/** How long a subject may take for an answer. */
export const STEP_TIMEOUT = new Option('--step-timeout <ms>', 'time for one answer of the subject')
  .argParser(milliseconds)
  .default(LIMITS.stepMs);

/** Most runs of a property. */
export const MAX_RUNS = 1_000_000;

/**
 * Path into a failed property: numbers with colons, as printed with the failure. The first one is a run, and all
 * before it are drawn without a turn of the event loop.
 */
export function replayPath(text: string): string {
  if (!/^\d+(:\d+)*$/.test(text))
    throw new InvalidArgumentError('write the path that was printed with the failure, as in 4:0:2.');
  if (Number.parseInt(text) < MAX_RUNS) return text;
  throw new InvalidArgumentError(`its first number is a run: write one below ${MAX_RUNS}.`);
}

/** The words of a command, split as a shell would. */
export function command(text: string): { readonly text: string; readonly argv: readonly string[] } {
  try {
    return { text, argv: splitArgv(text) };
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** The path of a folder. */
export function folder(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('it is empty: write the path of a folder.');
}

/** A text that says something: an empty one would match everything. */
export function notEmpty(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('it is empty, and would match everything.');
}
