import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Mutant } from '../model/core/machine';
import { machineOf } from '../model/machines';
import type { Case } from '../reports/case';
import { forgetKills, isWanted, kills, mayMeet, weakestFirst } from './teeth';

function caseOf(requirements: readonly string[], invariant: number | null = null): Case {
  const machine = machineOf('syndbg');
  const plain = { profiles: ['v6'], weights: {}, needs: [], choices: {}, usesFrame: false };
  return { id: 'syndbg.x', machine, requirements, invariant, ...plain };
}

function mutantOf(id: string, requirement: string, invariant?: number): Mutant {
  const unused = (): never => {
    throw new Error('nobody runs it');
  };
  const said = { id, requirement, profile: 'v6', text: id, origin: 'made', model: unused };
  return { ...said, ...(invariant === undefined ? {} : { invariant }) };
}

beforeEach(forgetKills);

test('a mutant is wanted until a case of its requirement has killed it, and anew in the next run', () => {
  const mutant = mutantOf('a', 'SYNDBG-05');
  const [stranger, own] = [caseOf(['SYNDBG-06']), caseOf(['SYNDBG-05', 'SYNDBG-06'])];
  assert.ok(!isWanted(stranger, mutant));
  kills(stranger, mutant);
  assert.ok(isWanted(own, mutant));
  kills(own, mutant);
  assert.ok(!isWanted(own, mutant));
  assert.ok(isWanted(own, mutantOf('b', 'SYNDBG-05')));
  forgetKills();
  assert.ok(isWanted(own, mutant));
});

test('where an invariant is there for a mutant, it has to kill it, too', () => {
  const mutant = mutantOf('a', 'SYNDBG-05', 4);
  const [example, invariant] = [caseOf(['SYNDBG-05']), caseOf(['SYNDBG-05'], 4)];
  kills(example, mutant);
  assert.ok(!isWanted(example, mutant));
  assert.ok(isWanted(invariant, mutant));
  kills(invariant, mutant);
  assert.ok(!isWanted(invariant, mutant));
});

test('an invariant meets its own mutants alone, whatever it is tagged with', () => {
  const own = mutantOf('a', 'SYNDBG-09', 4);
  for (const mutant of [mutantOf('b', 'SYNDBG-05'), mutantOf('c', 'SYNDBG-05', 3)])
    assert.ok(!mayMeet(caseOf(['SYNDBG-05'], 4), mutant));
  assert.ok(mayMeet(caseOf(['SYNDBG-05'], 4), own));
  assert.ok(isWanted(caseOf(['SYNDBG-05'], 4), own));
  assert.ok(mayMeet(caseOf(['SYNDBG-05']), own));
});

test('mutants of the case’s requirements come first, and of others those that many cases killed', () => {
  const [far, weak, near] = [
    mutantOf('far', 'SYNDBG-01'),
    mutantOf('weak', 'SYNDBG-02'),
    mutantOf('near', 'SYNDBG-03'),
  ];
  kills(caseOf(['SYNDBG-02']), weak);
  const met = [far, weak, near].map((mutant) => ({ mutant }));
  const order = weakestFirst(caseOf(['SYNDBG-03']), met).map(({ mutant }) => mutant.id);
  assert.deepEqual(order, ['near', 'weak', 'far']);
});
