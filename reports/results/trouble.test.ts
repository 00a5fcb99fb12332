import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Executed } from '../executed';
import type { VerdictName } from '../verdict';
import { troubleOf } from './trouble';

function failing(verdict: VerdictName): Executed {
  const step = { text: 'PSTATE reads 0x3c9', status: 'FAILED', message: 'got 0x3c5' };
  return { steps: [step], verdicts: [{ verdict }] } as unknown as Executed;
}

test('a step may fail for any verdict that says why, and for no other', () => {
  for (const verdict of ['fail', 'differs', 'untestable', 'inconclusive', 'error'] as const)
    assert.equal(troubleOf(failing(verdict)), null, verdict);
  assert.match(troubleOf(failing('pass')) ?? '', /it failed, and no verdict says so/);
});
