import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from './fifo';
import { Fifo } from './fifo';

test('first in, first out, over many', () => {
  const nothing = (): never => assert.fail('nothing is overdue');
  const queue = new Fifo<number>(() => 60_000, nothing);
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

/** A clock that goes on when it is told to. */
class Hand implements Clock {
  private time = 0;
  private due: { readonly at: number; readonly call: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, call: () => void): () => void {
    const one = { at: this.time + ms, call };
    this.due.push(one);
    return () => {
      this.due = this.due.filter((other) => other !== one);
    };
  }

  goOn(ms: number): void {
    for (let i = 0; i < ms; i += 1) {
      this.time += 1;
      const ripe = this.due.filter(({ at }) => at <= this.time);
      this.due = this.due.filter(({ at }) => at > this.time);
      for (const { call } of ripe) call();
    }
  }
}

test('the oldest is overdue after its patience, counted from when it became the oldest', () => {
  const clock = new Hand();
  const overdue: string[] = [];
  const note = (oldest: string): number => overdue.push(oldest);
  const queue = new Fifo<string>(() => 150, note, clock);
  queue.push('first');
  queue.push('second');
  clock.goOn(100);
  queue.shift();
  clock.goOn(149);
  assert.deepEqual(overdue, [], '249 ms are too long for the first, but not for the second');
  clock.goOn(1);
  assert.deepEqual(overdue, ['second']);
  queue.drain();
});

test('a patience that has become shorter counts at once', () => {
  const clock = new Hand();
  let patience = 60_000;
  const overdue: string[] = [];
  const note = (oldest: string): number => overdue.push(oldest);
  const queue = new Fifo<string>(() => patience, note, clock);
  queue.push('start');
  queue.shift();
  patience = 50;
  queue.push('step');
  clock.goOn(49);
  assert.deepEqual(overdue, []);
  clock.goOn(1);
  assert.deepEqual(overdue, ['step']);
  queue.drain();
});
