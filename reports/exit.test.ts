import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitOf } from './exit';
import { finding } from './guard';
import type { CaseReport } from './report-types';

type Verdict = CaseReport['verdict'];

function code(
  verdicts: readonly Verdict[],
  findings: Parameters<typeof exitOf>[2] = [],
  interrupted = false,
): number {
  const results = verdicts.map((verdict, i) => ({ id: `syndbg.x:${i}`, profile: 'v6', verdict }));
  return exitOf(results, [], findings, interrupted);
}

test('each verdict has its exit code', () => {
  assert.equal(code(['pass']), 0);
  assert.equal(code(['pass', 'inapplicable']), 0);
  assert.equal(code(['pass', 'expected-fail']), 0);
  assert.equal(code(['pass', 'differs']), 0);
  assert.equal(code(['pass', 'inconclusive']), 1);
  assert.equal(code(['pass', 'fail']), 1);
  assert.equal(code(['pass', 'untestable']), 1);
  assert.equal(code(['pass', 'unexpected-pass']), 1);
  assert.equal(code(['pass', 'error']), 2);
});

test('a run that shows nothing is not green', () => {
  assert.equal(code([]), 3);
  assert.equal(code(['inapplicable']), 3);
  assert.equal(code(['expected-fail']), 3);
  assert.equal(code(['differs']), 3);
});

test('a finding asks for its code although everything passed', () => {
  assert.equal(code(['pass'], [finding('scenario-without-steps', '')]), 3);
  assert.equal(code(['pass'], [finding('not-exercised', '')]), 1);
  assert.equal(code(['pass'], [finding('undefined-step', '')]), 2);
});

test('broken comes before failed, failed before empty, interrupted before all', () => {
  assert.equal(code(['error', 'fail']), 2);
  assert.equal(code(['fail'], [finding('nothing-selected', '')]), 1);
  assert.equal(code(['fail'], [finding('unknown-tag', '')]), 2);
  assert.equal(code(['error', 'fail'], [], true), 130);
});

test('what the baseline expects is counted as it says', () => {
  const baseline = { reason: 'known', issue: '#7' };
  const result = { id: 'syndbg.x', profile: 'v6' } as const;
  const expected = { case: 'syndbg.x', profile: 'v6', verdict: 'expected-fail', baseline } as const;
  const other = { id: 'syndbg.y', profile: 'v6', verdict: 'pass' } as const;
  assert.equal(exitOf([{ ...result, verdict: 'fail' }, other], [expected], [], false), 0);
  assert.equal(exitOf([{ ...result, verdict: 'fail' }], [expected], [], false), 3);
  assert.equal(exitOf([{ ...result, verdict: 'fail' }], [{ ...expected, profile: 'v7' }], [], false), 1);
  assert.equal(
    exitOf([{ ...result, verdict: 'pass' }], [{ ...expected, verdict: 'unexpected-pass' }], [], false),
    1,
  );
});
