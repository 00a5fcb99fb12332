/** Each fault of the posted code alone: what it changes, and that it leaves the other table as it must be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULTS, asPosted } from './faults';
import { V1 } from './profiles';
import type { Rules } from './rules';
import type { GfnSlot, Pool } from './state';

const RANGE: GfnSlot = { start: 0x10, end: 0x12 };
const pool = (left: number, slots: Pool['slots'] = []): Pool => ({ left, slots });

function withFault(seen: string): Rules {
  const fault = FAULTS.find((one) => one.seen === seen);
  assert.ok(fault, seen);
  return asPosted(V1, [fault]);
}

test('each fault is what one requirement says that the posted code does', () => {
  // features/heki/requirements.yaml, those that are SEEN in v1-as-posted alone.
  assert.deepEqual(
    FAULTS.map(({ seen }) => seen),
    ['HEKI-94', 'HEKI-95', 'HEKI-96', 'HEKI-97', 'HEKI-98', 'HEKI-99', 'HEKI-100', 'HEKI-101'],
  );
});

test('a full table whose counter runs below its end is the one that the fault names', () => {
  // atomic_dec_if_positive() of 4/9: the counter of one table says nothing of the other.
  const [write, exec] = [withFault('HEKI-94'), withFault('HEKI-99')];
  assert.deepEqual(write.take(pool(1), 'write'), { slot: 'full', left: 0 });
  assert.deepEqual(write.take(pool(1), 'exec'), { slot: 'full', left: 1 });
  assert.deepEqual(exec.take(pool(1), 'exec'), { slot: 'full', left: 0 });
  assert.deepEqual(exec.take(pool(1), 'write'), { slot: 'full', left: 1 });
});

test('the EXEC range that is refused first leaves nothing executable, and reports no success', () => {
  const rules = withFault('HEKI-98');
  assert.deepEqual(rules.take(pool(5), 'exec'), { slot: 3, left: 4 });
  assert.deepEqual(rules.take(pool(1), 'exec'), { slot: 'full', left: 0 });
  assert.deepEqual(rules.take(pool(0), 'exec'), { slot: 'full', left: 0 });
  assert.deepEqual(rules.take(pool(1), 'write'), { slot: 'full', left: 1 });
  assert.deepEqual(rules.allowed(pool(1, [RANGE])), [RANGE]);
  assert.deepEqual(rules.allowed(pool(0, [RANGE])), []);
});
