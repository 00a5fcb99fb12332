/** Which results a reader has to look at. */
import { GIVEN_UP } from '../subjects/process-subject';
import type { CaseReport, Conformance } from './report-types';
import { withoutNumbers } from './text/shape';
import type { VerdictName } from './verdict';

/** Verdicts that make a run red. */
export const RED: readonly VerdictName[] = ['fail', 'inconclusive', 'error', 'untestable', 'unexpected-pass'];

export function isRed({ verdict }: Pick<CaseReport, 'verdict'>): boolean {
  return RED.includes(verdict);
}

/** The red results in the order of the report. */
export function failing({ cases }: Pick<Conformance, 'cases'>): readonly CaseReport[] {
  return cases.filter(isRed);
}

/** Failures that probably have one cause: they break the same requirement, or the adapter broke in the same way. */
export interface FailureGroup {
  /** The one with the fewest operations: it says it most shortly. */
  readonly first: CaseReport;
  /** In the same order. */
  readonly others: readonly CaseReport[];
}

/** The red results in groups; the group with the shortest failure comes first, of equally short ones the largest. */
export function failureGroups(report: Pick<Conformance, 'cases'>): readonly FailureGroup[] {
  const groups = new Map<string, [CaseReport, ...CaseReport[]]>();
  for (const one of [...failing(report)].sort(shortestFirst)) {
    const group = groups.get(causeOf(one));
    if (group) group.push(one);
    else groups.set(causeOf(one), [one]);
  }
  return [...groups.values()]
    .sort((a, b) => byLength(a[0], b[0]) || b.length - a.length)
    .map(([first, ...others]) => ({ first, others }));
}

function causeOf({ verdict, machine, broken, message = '' }: CaseReport): string {
  const [id] = broken ?? [];
  return id ?? `${machine} ${verdict} ${withoutNumbers(message.split('\n', 1)[0] ?? '')}`;
}

/** `2 others fail by SYNDBG-13, too`, `1 other in the same way`: what stands above the others of a group. */
export function othersTitle({ first, others }: FailureGroup): string {
  const count = `${others.length} ${others.length === 1 ? 'other' : 'others'}`;
  const [id] = first.broken ?? [];
  if (id === undefined) return `${count} in the same way`;
  return `${count} ${others.length === 1 ? 'fails' : 'fail'} by ${id}, too`;
}

/** What broke outside a case comes before all, what was not tried after all; of equals the example before the property. */
function shortestFirst(a: CaseReport, b: CaseReport): number {
  return byLength(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function byLength(a: CaseReport, b: CaseReport): number {
  const [k, l] = [a, b].map(({ message = '' }) => (message.startsWith(GIVEN_UP) ? 1 : 0)) as [number, number];
  const [m, n] = [a, b].map(({ trace = [] }) => trace.length) as [number, number];
  const [p, q] = [a, b].map(({ reproducer }) => (reproducer ? 1 : 0)) as [number, number];
  return k - l || m - n || p - q;
}
