import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mutant } from '../model/core/machine';
import type { Ran } from './mutation';
import { attribution, mutationOf } from './mutation';

function mutant(id: string, rest: Partial<Mutant> = {}): Mutant {
  return { id, profile: 'v6', requirement: 'SYNDBG-05', origin: 'a guess', model: null as never, ...rest };
}

function ran(id: string, killed?: string[], rest: Partial<Ran> = {}): Ran {
  return { id, profile: 'v6', requirements: ['SYNDBG-05'], ...(killed ? { killed } : {}), ...rest };
}

const NO_INVARIANTS = new Map<string, number>();

test('each mutant dead by its own requirement and each case with a kill: no findings', () => {
  const mutation = mutationOf(
    [mutant('a'), mutant('b')],
    [ran('x', ['a']), ran('y', ['b', 'a'])],
    NO_INVARIANTS,
  );
  assert.deepEqual(mutation.findings, []);
  assert.deepEqual(
    mutation.fates.map(({ by }) => by),
    [['x', 'y'], ['y']],
  );
  assert.equal(mutation.cases, 2);
});

test('a mutant that lives, and one that dies in another profile only', () => {
  const elsewhere = ran('x', ['b'], { profile: 'review' });
  const { findings } = mutationOf([mutant('a'), mutant('b')], [ran('x', ['c']), elsewhere], NO_INVARIANTS);
  assert.deepEqual(findings, [
    'mutant a (v6, breaks SYNDBG-05) survives: no case notices it',
    'mutant b (v6, breaks SYNDBG-05) survives: no case notices it',
  ]);
});

test('a mutant that only a case of another requirement kills', () => {
  const { findings } = mutationOf(
    [mutant('a')],
    [ran('x', ['a'], { requirements: ['SYNDBG-06'] })],
    NO_INVARIANTS,
  );
  assert.deepEqual(findings, ['mutant a (v6, breaks SYNDBG-05) dies, but by no case tagged SYNDBG-05: x']);
});

test('a mutant that its invariant does not find', () => {
  const results = [ran('x', ['a']), ran('any', ['b'])];
  const invariants = new Map([['any', 4]]);
  const both = [mutant('a', { invariant: 4 }), mutant('b', { invariant: 4 })];
  assert.deepEqual(mutationOf(both, results, invariants).findings, [
    'mutant a (v6, breaks SYNDBG-05) is not found by invariant 4',
  ]);
});

test('a case without a kill, and a run without mutants', () => {
  const { idle, findings } = mutationOf([], [ran('x', []), ran('y', ['z']), ran('x', [])], NO_INVARIANTS);
  assert.deepEqual(idle, ['x']);
  assert.deepEqual(findings, ['case x kills no mutant: it may not be able to fail']);
  assert.deepEqual(mutationOf([], [ran('x')], NO_INVARIANTS).findings, ['no case ran on mutants']);
});

test('what is named first is what the shortest failure names; among equals that of the most', () => {
  const named = (operations: number, ...requirements: string[]): Ran['named'] => ({
    a: { operations, requirements },
  });
  const placeOf = (...results: readonly Ran['named'][]): unknown => {
    const all = results.map((one, i) => ran(`x${i}`, ['a'], one ? { named: one } : {}));
    const { fates } = mutationOf([mutant('a')], all, NO_INVARIANTS);
    return [fates[0]?.named, attribution(fates)];
  };
  assert.deepEqual(placeOf(named(5, 'SYNDBG-06'), named(2, 'SYNDBG-05', 'SYNDBG-06')), [
    { first: 'SYNDBG-05', place: 'first' },
    { first: 1, named: 0, wrong: 0 },
  ]);
  assert.deepEqual(
    placeOf(named(2, 'SYNDBG-06', 'SYNDBG-05'), named(2, 'SYNDBG-07'), named(2, 'SYNDBG-06', 'SYNDBG-05')),
    [
      { first: 'SYNDBG-06', place: 'named' },
      { first: 0, named: 1, wrong: 0 },
    ],
  );
  assert.deepEqual(placeOf(named(1)), [
    { first: null, place: 'wrong' },
    { first: 0, named: 0, wrong: 1 },
  ]);
});
