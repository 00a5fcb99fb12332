/** How far a plan is, in words and as an exit code. */
import type { Finished } from '../reports/jobs/finished';
import { isDone } from '../reports/jobs/finished';
import type { Job } from '../reports/jobs/jobs';
import { oneLine } from '../reports/text/clean';

export interface JobState {
  readonly job: Job;
  /** Null where it has no results. */
  readonly finished: Finished | null;
}

/** Jobs that are named where not all are. */
const MAX_NAMED = 20;

/** @param all whether every job is named, or only those that are not green */
export function planText(states: readonly JobState[], { all }: { readonly all: boolean }): string {
  const named = states.filter(({ finished }) => all || finished?.exit !== 0);
  const told = all ? named : named.slice(0, MAX_NAMED);
  const more = named.length - told.length;
  return [...told.map(lineOf), ...(more > 0 ? [`and ${more} more`] : []), sumsText(states)].join('\n');
}

function lineOf({ job, finished }: JobState): string {
  if (!finished) return `to do    ${job.key}`;
  const word = isDone(finished) ? `exit ${finished.exit ?? ''}` : 'broke';
  return `${word.padEnd(8)} ${job.key}: ${oneLine(finished.outcome, 200)}`;
}

function sumsText(states: readonly JobState[]): string {
  const count = (test: (state: JobState) => boolean): number => states.filter(test).length;
  const green = count(({ finished }) => finished?.exit === 0);
  const broke = count(({ finished }) => finished !== null && !isDone(finished));
  const todo = count(({ finished }) => !finished);
  const seconds = states.reduce((sum, { finished }) => sum + (finished?.seconds ?? 0), 0);
  const parts = [
    `${green} conform`,
    `${states.length - green - broke - todo} do not`,
    ...(broke > 0 ? [`${broke} broke`] : []),
    ...(todo > 0 ? [`${todo} still to do`] : []),
  ];
  return `${states.length} jobs: ${parts.join(', ')}; ${seconds.toFixed(0)} s in all`;
}

/** The worst of the jobs, of which one that broke counts as 2; 3 where some are still to be done, or there are none. */
export function exitOfPlan(states: readonly JobState[]): 0 | 1 | 2 | 3 {
  const exits = states.map(({ finished }) => (finished ? (isDone(finished) ? finished.exit : 2) : 3));
  return ([2, 1, 3] as const).find((code) => exits.includes(code)) ?? (exits.length > 0 ? 0 : 3);
}
