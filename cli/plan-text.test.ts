import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitOfPlan } from './plan-text';

const JOB = { key: 'x/mktme/all/1', machine: 'mktme', words: [] };
const SUITE = { name: 'hvspec', version: '1', digest: 'f'.repeat(64) };

function exitAfter(...exits: readonly (number | null)[]): number {
  return exitOfPlan(
    exits.map((exit) => ({ job: JOB, finished: { words: [], suite: SUITE, exit, seconds: 1, outcome: '' } })),
  );
}

test('a plan ends with the worst of its jobs, and with 0 only where each of them did', () => {
  assert.deepEqual(
    [exitAfter(0, 0), exitAfter(0, 3), exitAfter(3, 1), exitAfter(1, 2, 0), exitAfter(0, null), exitAfter()],
    [0, 3, 1, 2, 2, 3],
  );
  for (const unknown of [7, 130, -1]) assert.equal(exitAfter(0, unknown), 2, String(unknown));
});
