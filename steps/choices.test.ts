import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Choices } from '../model/core/machine';
import type { Combination, Tried } from './choices';
import { asking, choicesText, everyOther } from './choices';

const VALUES = { a: ['0', '1'], b: ['0', '1', '2'], c: ['0', '1'], d: ['0', '1'] };
const FIRST: Choices = { a: '0', b: '0', c: '0', d: '0' };

/** What the combinations are that a case is run with which asks as given. */
function runs(settled: readonly string[], ask: (choices: Choices) => unknown): readonly string[] {
  const said: string[] = [];
  const run = (combination: Combination): Tried => {
    const { choices, asked } = asking(combination.made);
    ask(choices);
    const tried = { ...combination, asked };
    said.push(choicesText(tried));
    return tried;
  };
  void everyOther(run({ made: FIRST, settled: new Set(settled) }), VALUES, run);
  return said;
}

test('what asks for nothing is run once', () => {
  assert.deepEqual(
    runs([], () => null),
    [''],
  );
});

test('every combination of what is asked for comes up once', () => {
  const found = runs([], ({ a, b }) => [a, b]);
  assert.equal(found.length, 6);
  const all = ['0', '1'].flatMap((a) => ['0', '1', '2'].map((b) => `a=${a}, b=${b}`));
  assert.deepEqual([...found].sort(), all);
});

test('a value may lead to another question', () => {
  const found = runs([], (choices) => (choices['a'] === '1' ? choices['c'] : null));
  assert.deepEqual([...found].sort(), ['a=0', 'a=1, c=0', 'a=1, c=1']);
});

test('what tags settle stays', () => {
  assert.deepEqual([...runs(['a'], ({ a, d }) => [a, d])].sort(), ['a=0, d=0', 'a=0, d=1']);
});

test('it goes no further where it is told not to', () => {
  let count = 0;
  const first = { made: FIRST, settled: new Set<string>(), asked: new Set(['a', 'b']) };
  void everyOther(first, VALUES, () => {
    count += 1;
    return null;
  });
  assert.equal(count, 1);
});
