import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf } from './plan';
import { checkReplay } from './replay';

const selected = (tags: string): ReturnType<typeof planOf>['selected'] =>
  planOf({ machines: ['syndbg'], profiles: ['upstream'], tags }).selected;

test('a path is for exactly one property', () => {
  const [one] = selected('@invariant-1');
  assert.ok(one);
  assert.doesNotThrow(() => checkReplay('4:0', selected('@invariant-1')));
  assert.throws(() => checkReplay('4:0', selected('@invariant-1 or @invariant-2')), {
    name: 'RangeError',
    message: /--path 4:0 runs one property again.*: 2 cases are selected, of which 2 are properties/,
  });
  const example = selected('@syndbg.control-exits').slice(0, 1);
  assert.throws(() => checkReplay('0', example), /1 case is selected, of which none are properties/);
  assert.throws(() => checkReplay('0', [one, ...example]), /2 cases are selected, of which 1 is a property/);
});

test('without a path anything goes, and an empty selection is for the guard', () => {
  assert.doesNotThrow(() => checkReplay(undefined, selected('@syndbg.control-exits')));
  assert.doesNotThrow(() => checkReplay('0', []));
});
