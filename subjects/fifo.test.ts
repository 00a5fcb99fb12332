import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { Fifo } from './fifo';

test('first in, first out, over many', () => {
  const queue = new Fifo<number>(() => 60_000, () => assert.fail('nothing is overdue')); // prettier-ignore
  for (let i = 0; i < 20_000; i += 1) queue.push(i);
  for (let i = 0; i < 10_000; i += 1) {
    assert.equal(queue.oldest, i);
    queue.shift();
  }
  queue.push(20_000);
  assert.deepEqual(
    queue.drain(),
    Array.from({ length: 10_001 }, (_, i) => 10_000 + i),
  );
  assert.equal(queue.oldest, undefined);
  queue.push(7);
  assert.deepEqual(queue.drain(), [7]);
});

test('the oldest is overdue after its patience, counted from when it became the oldest', async () => {
  const overdue: string[] = [];
  const queue = new Fifo<string>(() => 150, (oldest) => overdue.push(oldest)); // prettier-ignore
  queue.push('first');
  queue.push('second');
  await delay(100);
  queue.shift();
  await delay(100);
  assert.deepEqual(overdue, [], '200 ms are too long for the first, but not for the second');
  await delay(150);
  assert.deepEqual(overdue, ['second']);
  queue.drain();
});

test('a patience that has become shorter counts at once', async () => {
  let patience = 60_000;
  const overdue: string[] = [];
  const queue = new Fifo<string>(() => patience, (oldest) => overdue.push(oldest)); // prettier-ignore
  queue.push('start');
  queue.shift();
  patience = 50;
  queue.push('step');
  await delay(200);
  assert.deepEqual(overdue, ['step']);
  queue.drain();
});
