import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyBaseline } from './baseline';
import type { BaselineEntry } from './baseline-file';
import type { CaseReport } from './report-types';
import { signatureOf } from './signature';

const RESULT: CaseReport = {
  id: 'syndbg.exit',
  profile: 'v6',
  machine: 'syndbg',
  scenario: 'X',
  feature: 'features/syndbg/exit.feature',
  line: 3,
  verdict: 'fail',
  requirements: ['SYNDBG-05'],
  exercised: ['SYNDBG-05'],
  message: 'expected one exit, got 0',
  broken: ['SYNDBG-05'],
};
const ENTRY: BaselineEntry = {
  case: 'syndbg.exit',
  profile: 'v6',
  signature: signatureOf(RESULT),
  reason: 'the exit is not there yet',
  issue: '#7',
  expires: '2027-01-31',
};
const CASES = new Map([['syndbg.exit', ['v6', 'upstream']]]);

function apply(
  entry: Partial<BaselineEntry>,
  result: Partial<CaseReport> | null,
  today = '2026-06-01',
): readonly string[] {
  const results = result ? [{ ...RESULT, ...result }] : [];
  const { expectations, findings } = applyBaseline(results, [{ ...ENTRY, ...entry }], CASES, today);
  return [...expectations.map(({ verdict }) => verdict), ...findings.map(({ kind }) => kind)];
}

test('the same failure is expected, another one is not', () => {
  assert.deepEqual(apply({}, {}), ['expected-fail']);
  assert.deepEqual(apply({}, { message: 'expected one exit, got 2' }), ['expected-fail']);
  assert.deepEqual(apply({}, { broken: ['SYNDBG-22'] }), ['other-failure']);
});

test('a pass is unexpected', () => {
  assert.deepEqual(apply({}, { verdict: 'pass' }), ['unexpected-pass']);
});

test('an entry says what it is for', () => {
  const { expectations } = applyBaseline([RESULT], [ENTRY], CASES, '2026-06-01');
  const { reason, issue, signature, expires } = ENTRY;
  const baseline = { reason, issue, signature, expires };
  assert.deepEqual(expectations, [
    { case: 'syndbg.exit', profile: 'v6', verdict: 'expected-fail', baseline },
  ]);
});

test('an entry holds on its last day and not on the day after', () => {
  assert.deepEqual(apply({}, {}, '2027-01-31'), ['expected-fail']);
  assert.deepEqual(apply({}, {}, '2027-02-01'), ['expired-baseline']);
  assert.deepEqual(apply({}, { verdict: 'pass' }, '2027-02-01'), ['expired-baseline']);
});

test('an entry without its case is stale, whatever ran', () => {
  assert.deepEqual(apply({ case: 'syndbg.gone' }, null), ['stale-baseline']);
  assert.deepEqual(apply({ profile: 'review' }, null), ['stale-baseline']);
  assert.deepEqual(apply({}, { verdict: 'inapplicable' }), ['stale-baseline']);
});

test('an entry of a case that did not run, or broke, is left alone', () => {
  assert.deepEqual(apply({}, null), []);
  assert.deepEqual(apply({}, { profile: 'upstream' }), []);
  assert.deepEqual(apply({}, { verdict: 'error' }), []);
  assert.deepEqual(apply({}, { verdict: 'untestable' }), []);
});
