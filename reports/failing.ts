/** Which results a reader has to look at. */
import type { CaseReport, Conformance } from './report-types';
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

/** For many failures: the requirements that most of them break, the most telling one of each failure counted. */
export function mostBroken(
  report: Pick<Conformance, 'cases'>,
  max = 8,
): readonly { readonly id: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { broken = [] } of failing(report)) {
    const [id] = broken;
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.slice(0, max).map(([id, count]) => ({ id, count }));
}

/** `conforms`, `does not conform`, … : the exit code in words. */
export function outcomeOf({ exit }: Pick<Conformance, 'exit'>): string {
  switch (exit.code) {
    case 0:
      return 'conforms';
    case 1:
      return 'does not conform';
    case 2:
      return 'could not be judged: the harness or the adapter broke';
    case 3:
      return 'was not tested: nothing was executed';
    case 130:
      return 'was not tested to the end: the run was interrupted';
  }
}

/** `210 pass, 3 fail, 40 inapplicable`: the verdicts that occur. */
export function countsText(counts: Conformance['counts']): string {
  const { total, ...each } = counts;
  const parts = Object.entries(each).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
  return total === 0 ? 'no results' : parts.join(', ');
}
