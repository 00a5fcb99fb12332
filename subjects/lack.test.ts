import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOp, Machine } from '../model/core/machine';
import { Unsupported } from '../model/core/machine';
import { lackOf } from './lack';

const MACHINE: Machine = {
  name: 'toy',
  about: '',
  profiles: [{ name: 'one', about: '', capabilities: ['fast', 'big'], choices: {}, model: () => never() }],
  mutants: [],
  operations: { jump: { '': 'fast', high: 'big' }, reset: { large: 'big' } },
  fields: { owners: [] },
};

function never(): never {
  throw new Error('no model is asked');
}

function lack(
  op: object,
  capability: string,
  capabilities: readonly string[] = [],
): readonly [boolean, string] {
  const offer = { machine: 'toy', profile: 'one', capabilities, choices: {} };
  const { excused, why } = lackOf(MACHINE, offer, op as AnyOp, new Unsupported('no', capability));
  return [excused, why];
}

test('excused: the operation, its parameter or the configuration asks for what was not declared', () => {
  const excuse = (name: string): readonly [boolean, string] => [true, `needs ${name}, which the subject did not declare`]; // prettier-ignore
  assert.deepEqual(lack({ op: 'jump' }, 'fast'), excuse('fast'));
  assert.deepEqual(lack({ op: 'jump', high: true }, 'big', ['fast']), excuse('big'));
  assert.deepEqual(lack({ op: 'reset', large: true }, 'big'), excuse('big'));
});

test('not excused: core, what was declared, what belongs elsewhere, what there is not', () => {
  const broken = (op: string, name: string, why: string): readonly [boolean, string] => [
    false,
    `the subject answers ${op} with "no such operation" for want of ${name}, ${why}`,
  ];
  assert.deepEqual(lack({ op: 'walk' }, 'fast'), broken('walk', 'fast', 'but this is a core operation: every subject has it')); // prettier-ignore
  assert.deepEqual(lack({ op: 'jump' }, 'fast', ['fast']), broken('jump', 'fast', 'which it declared'));
  assert.deepEqual(lack({ op: 'jump' }, 'big'), broken('jump', 'big', 'but it belongs to fast'));
  assert.deepEqual(lack({ op: 'jump' }, 'fats'), broken('jump', 'fats', 'which is no capability of toy/one (perhaps fast?)')); // prettier-ignore
});
