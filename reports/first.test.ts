import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pickle } from '@cucumber/messages';
import { TestStepResultStatus as Status } from '@cucumber/messages';
import type { BaselineEntry } from './baseline-file';
import type { Executed } from './executed';
import { isFailure } from './first';
import { signatureOf } from './signature';
import type { Verdict, VerdictName } from './verdict';

const VERDICT: Verdict = {
  case: 'syndbg.x',
  machine: 'syndbg',
  profile: 'upstream',
  verdict: 'fail',
  requirements: [],
  exercised: [],
  message: 'expected one exit, got 0',
  broken: ['SYNDBG-05'],
};
const KNOWN: BaselineEntry = {
  case: 'syndbg.x',
  profile: 'upstream',
  signature: signatureOf({ ...VERDICT, id: VERDICT.case }),
  reason: 'known since long',
  issue: '#7',
  expires: '2999-12-31',
};

function ends(
  verdict: VerdictName | null,
  baseline: readonly BaselineEntry[] = [],
  status = Status.FAILED,
): boolean {
  const verdicts = verdict === null ? [] : [{ ...VERDICT, verdict }];
  const executed: Executed = { pickle: {} as Pickle, status, steps: [], verdicts };
  return isFailure(executed, baseline);
}

test('a red verdict ends the run, any other does not', () => {
  for (const red of ['fail', 'inconclusive', 'untestable', 'error'] as const) assert.ok(ends(red), red);
  for (const name of ['pass', 'differs', 'inapplicable'] as const)
    assert.ok(!ends(name, [], Status.PASSED), name);
});

test('a case that broke without a verdict does, one that was skipped does not', () => {
  assert.ok(ends(null, [], Status.UNDEFINED));
  assert.ok(!ends(null, [], Status.SKIPPED));
});

test('a known failure does not, unless it fails in another way', () => {
  assert.ok(!ends('fail', [KNOWN]));
  assert.ok(ends('fail', [{ ...KNOWN, signature: '000000000000' }]));
  assert.ok(ends('fail', [{ ...KNOWN, profile: 'v6' }]));
  assert.ok(ends('error', [KNOWN]));
});
