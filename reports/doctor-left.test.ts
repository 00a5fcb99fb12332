import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Misuse, Unsupported } from '../model/core/machine';
import { firstLook } from '../model/core/naming';
import { machineOf } from '../model/machines';
import { excuseOf } from '../subjects/excuse';
import { isLeft, leftLines } from './doctor-left';
import type { Answer } from './doctor-summary';

const SYNDBG = machineOf('syndbg');
const CORE = new Unsupported('no', 'core');

test('only an operation of the core can be left to be written', () => {
  assert.ok(isLeft(SYNDBG, { op: 'rdmsr' }, CORE));
  assert.ok(!isLeft(SYNDBG, { op: 'hypercall' }, CORE), 'it belongs to hypercalls');
  assert.ok(!isLeft(SYNDBG, { op: 'rdmsr' }, new Unsupported('no', 'trace')));
  assert.ok(!isLeft(SYNDBG, { op: 'rdmsr' }, new Misuse('no')));
});

test('a run excuses it no more than any lack of the core', () => {
  const offer = { machine: 'syndbg', profile: 'upstream', capabilities: [], choices: {} };
  const { excused, why } = excuseOf(SYNDBG, offer, { op: 'rdmsr' }, CORE);
  assert.ok(!excused);
  assert.match(why, /for want of core, but this is a core operation: every subject has it$/);
  const other = excuseOf(SYNDBG, offer, { op: 'hypercall' }, CORE);
  assert.ok(!other.excused);
  assert.match(other.why, /for want of core, but it belongs to hypercalls$/);
});

test('what is left is listed once, and nothing where nothing is', () => {
  const tried = (op: string, answer: Answer): { look: ReturnType<typeof firstLook>; answer: Answer } => ({
    look: { ...firstLook(null), op: { op } },
    answer,
  });
  const all = [
    tried('run', CORE),
    tried('rdmsr', { outcome: 'ok' }),
    tried('run', CORE),
    tried('wrmsr', CORE),
  ];
  assert.deepEqual(leftLines('x/y', all, true), [
    'FAILS x/y: of the core is left to be written: run, wrmsr: run will fail',
  ]);
  assert.deepEqual(leftLines('x/y', [], false), [
    'FAILS x/y: of the core is left to be written: inspect: run will fail',
  ]);
  assert.deepEqual(leftLines('x/y', [tried('run', { outcome: 'ok' })], true), []);
});
