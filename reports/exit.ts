/** One exit code for a whole run. */
import type { Expectation } from './conformance';
import type { Finding } from './guard';
import type { CaseReport, Conformance } from './report-types';

export type ExitCode = Conformance['exit']['code'];

/**
 * 130 where the run was interrupted; else 2 where the harness or the subject broke; else 1 where a case failed
 * or a requirement is not shown; else 3 where nothing, or something empty, was executed; else 0, which takes at
 * least one pass.
 */
export function exitOf(
  results: readonly Pick<CaseReport, 'id' | 'profile' | 'verdict'>[],
  expectations: readonly Expectation[],
  findings: readonly Finding[],
  interrupted: boolean,
): ExitCode {
  if (interrupted) return 130;
  const verdicts = results.map((result) => {
    const found = expectations.find((one) => one.case === result.id && one.profile === result.profile);
    return found?.verdict ?? result.verdict;
  });
  const codes = [...findings.map(({ exit }) => exit), ...verdicts.map(codeOf)];
  for (const code of [2, 1, 3] as const) if (codes.includes(code)) return code;
  return verdicts.includes('pass') ? 0 : 3;
}

function codeOf(verdict: CaseReport['verdict']): 0 | 1 | 2 {
  switch (verdict) {
    case 'error':
      return 2;
    case 'fail':
    case 'inconclusive':
    case 'untestable':
    case 'unexpected-pass':
      return 1;
    case 'pass':
    case 'expected-fail':
    case 'differs':
    case 'inapplicable':
      return 0;
  }
}
