/** Which results a reader has to look at. */
import type { CaseReport, Conformance } from './report-types';
import type { VerdictName } from './verdict';

/** Verdicts that make a run red. */
export const RED: readonly VerdictName[] = ['fail', 'error', 'untestable', 'unexpected-pass'];

export function isRed({ verdict }: Pick<CaseReport, 'verdict'>): boolean {
  return RED.includes(verdict);
}

/** The red results in the order of the report. */
export function failing({ cases }: Pick<Conformance, 'cases'>): readonly CaseReport[] {
  return cases.filter(isRed);
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
