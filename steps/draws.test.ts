import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Choices } from '../model/core/machine';
import { asking } from './choices';
import { Drawing, Draws } from './draws';
import { Seen } from './seen';
import type { Watch } from './watch';

/** The requirements that runs have shown so far. */
function watching(): { readonly watch: Watch; readonly shown: Set<string> } {
  const shown = new Set<string>();
  const watch = {
    shows: () => [...shown],
    recall: (ids: readonly string[]) => ids.forEach((id) => shown.add(id)),
  };
  return { watch: watch as unknown as Watch, shown };
}

/** Six draws with the choices: every second asks for `a`, the fourth also for `b`; tells which were done, and what is known then. */
async function play(draws: Draws, made: Choices, before: readonly string[] = []): Promise<object> {
  const noting = asking(made);
  const { watch, shown } = watching();
  const drawing = new Drawing(draws, made, noting);
  for (const name of before) void noting.choices[name];
  const seen = new Seen();
  const done: number[] = [];
  for (let i = 0; i < 6; i += 1)
    await drawing.each(seen, watch, (reached) => {
      done.push(i);
      if (i % 2 === 1) void noting.choices['a'];
      if (i === 3) void noting.choices['b'];
      reached.note(`kind ${i}`);
      shown.add(`R-${i % 2}`);
      return Promise.resolve();
    });
  return { done, asked: [...noting.asked], shown: [...shown], reached: seen.toString() };
}

const ALL = {
  asked: ['a', 'b'],
  shown: ['R-0', 'R-1'],
  reached: [0, 1, 2, 3, 4, 5].map((i) => `kind ${i} 1`).join(', '),
};

test('a run is done again where it asked for what is another choice now, and there alone', async () => {
  const draws = new Draws();
  assert.deepEqual(await play(draws, { a: '0', b: '0', c: '0' }), { ...ALL, done: [0, 1, 2, 3, 4, 5] });
  assert.deepEqual(await play(draws, { a: '0', b: '0', c: '1' }), { ...ALL, done: [] });
  assert.deepEqual(await play(draws, { a: '0', b: '1', c: '0' }), { ...ALL, done: [3] });
  assert.deepEqual(await play(draws, { a: '1', b: '0', c: '0' }), { ...ALL, done: [1, 3, 5] });
  assert.deepEqual(await play(draws, { a: '1', b: '1', c: '0' }), { ...ALL, done: [3] });
});

test('what was asked for before the first run counts in each', async () => {
  const draws = new Draws();
  await play(draws, { a: '0', b: '0', c: '0' }, ['c']);
  const other = await play(draws, { a: '0', b: '0', c: '1' }, ['c']);
  assert.deepEqual(other, { ...ALL, asked: ['c', 'a', 'b'], done: [0, 1, 2, 3, 4, 5] });
});

test('a run that failed is kept by nobody, nor are those that follow it', async () => {
  const draws = new Draws();
  const made: Choices = { a: '0' };
  const drawing = new Drawing(draws, made, asking(made));
  const { watch } = watching();
  const fails = (): Promise<void> => Promise.reject(new Error('broken'));
  await assert.rejects(drawing.each(new Seen(), watch, fails), /broken/);
  await drawing.each(new Seen(), watch, () => Promise.resolve());
  assert.equal(draws.find(0, made), undefined);
  assert.equal(draws.find(1, made), undefined);
});
