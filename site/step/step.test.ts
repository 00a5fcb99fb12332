import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { NV } from '../../model/nv';
import { SYNDBG } from '../../model/syndbg';
import { check } from '../../reports/check';
import { formsFile } from '../generate/forms';
import { recordingText } from './recording';
import { arrowsOf, operationText } from './diagram';
import type { Sequence } from './engine';
import { apart, stepThrough } from './engine';
import type { Form, Forms } from './forms';
import { answersOf, operationOf } from './forms';
import type { Place } from './link';
import { addressOf, placeOf } from './link';

const WRITE = { op: 'wrmsr', vm: 0, vcpu: 0, msr: '0x400000f1', value: '0x9001' };
/** The guest writes CONTROL in a VM as posted, where nothing has to be on; then an operation that there is not. */
const SEQUENCE: Sequence = {
  config: { vms: 1, vcpus: 1, irqchip: false, trace: false },
  ops: [WRITE, { op: 'rdmsr', vm: 0, vcpu: 7, msr: '0x400000f1' }],
  said: ['the guest writes 0x9001 to CONTROL', null],
  choices: {},
};

test('a step has its outcome, and what it changed with the bits that differ', () => {
  const [first] = stepThrough(SYNDBG, 'v6', SEQUENCE);
  assert.equal((first?.outcome as { outcome?: string }).outcome, 'ok');
  const control = first?.changes.find(({ after }) => after === '0x9001');
  assert.equal(control?.before, '0x0');
  assert.equal(control.bits, 'bits 15, 12, 0');
  // Bits 15 and 12 have no name: it may be no command at all.
  assert.equal(control.words, '');
  const [sent] = stepThrough(SYNDBG, 'v6', { ...SEQUENCE, ops: [{ ...WRITE, value: '0x200001' }] });
  assert.equal(sent?.changes.find(({ after }) => after === '0x200001')?.words, 'size = 0x20, SEND');
});

test('what the model does not carry out says why, and changes nothing', () => {
  const [first, second] = stepThrough(SYNDBG, 'v6', SEQUENCE);
  assert.match(second?.refusal ?? '', /vCPU/);
  assert.equal(second?.outcome, null);
  assert.deepEqual(second.changes, []);
  assert.deepEqual(second.state, first?.state);
});

test('two profiles are told apart at the operation at which they part', () => {
  const on = stepThrough(SYNDBG, 'v6', SEQUENCE);
  const off = stepThrough(SYNDBG, 'upstream', SEQUENCE);
  // In upstream SynDbg is off until its leaves are there: the write that exits in v6 is a #GP.
  assert.ok(apart(on, off)[0]?.some((text) => text.includes('outcome')));
  assert.deepEqual(apart(on, on), [[], []]);
});

test('an unknown profile is refused with those that there are', () => {
  assert.throws(() => stepThrough(NV, 'v9', SEQUENCE), /no profile "v9": there are before, seed, upstream/);
});

test('an address gives back what it was made of, and what anybody wrote into one does no harm', () => {
  const place: Place = {
    machine: 'syndbg',
    profile: 'v6',
    beside: 'upstream',
    at: 2,
    case: 'syndbg.gate:no-leaf',
    feature: 'gate',
    sequence: SEQUENCE,
  };
  assert.deepEqual(placeOf(`#${addressOf(place)}`), place);
  const bad = placeOf('#machine=<b>&at=-1&s=%%%&profile=a b&case=nv.x');
  assert.deepEqual(bad, {
    machine: 'nv',
    profile: '',
    beside: '',
    at: 0,
    case: 'nv.x',
    feature: '',
    sequence: null,
  });
  for (const value of ['null', '{"config":1,"ops":[]}', '{"config":{},"ops":1}', '['])
    assert.equal(placeOf(`#s=${Buffer.from(value).toString('base64url')}`).sequence, null, value);
  const mixed = placeOf(
    `#s=${Buffer.from('{"config":{},"ops":[1,{"op":"x"}],"said":[{}]}').toString('base64url')}`,
  );
  assert.deepEqual(mixed.sequence?.ops, [{ op: 'x' }]);
  assert.deepEqual(mixed.sequence.said, [null]);
});

test('a recording of what was stepped is one that check allows', async () => {
  const steps = stepThrough(SYNDBG, 'v6', SEQUENCE);
  const folder = mkdtempSync(join(tmpdir(), 'stepped-'));
  try {
    const file = join(folder, 'a.ndjson');
    writeFileSync(file, recordingText('syndbg', 'v6', SEQUENCE, steps));
    const { verdict, lines } = await check(file);
    assert.deepEqual([verdict, lines.conforming], ['pass', 1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the diagram has the operation, its events in order, and the answer', () => {
  const arrows = arrowsOf(stepThrough(SYNDBG, 'v6', SEQUENCE), 2);
  assert.deepEqual(
    arrows.map(({ from, to, kind }) => [from, to, kind]),
    [
      [0, 1, 'operation'],
      [1, 2, 'event'],
      [1, 0, 'answer'],
      [0, 1, 'operation'],
      [1, 0, 'refusal'],
    ],
  );
  assert.equal(arrows[1]?.text, 'exit SYNDBG');
  assert.ok(arrows.every(({ text }) => text.length <= 34));
});

test('an operation reads as its name and its members', () => {
  assert.equal(operationText(WRITE), 'wrmsr vm 0, vcpu 0, msr 0x400000f1, value 0x9001');
  assert.equal(
    operationText({ op: 'set_cpuid', leaves: [{ eax: '0x1' }] }),
    'set_cpuid leaves [{"eax":"0x1"}]',
  );
  assert.equal(operationText({ op: 'kvm_run' }), 'kvm_run');
});

test('the forms of every operation give their examples back', () => {
  for (const machine of [SYNDBG, NV]) {
    const { operations } = JSON.parse(formsFile(machine)[1]) as Forms;
    assert.equal(operations.length, machine.operationNames.length);
    for (const form of operations)
      assert.deepEqual(operationOf(form, answersOf(form)), form.example, form.op);
  }
});

test('an answer that is not allowed is refused with what is', () => {
  const form: Form = {
    op: 'x',
    about: '',
    fields: [
      { name: 'n', about: '', required: true, kind: 'number', min: 0, max: 15 },
      { name: 'c', about: '', required: false, kind: 'choice', choices: ['a', 'b'] },
      { name: 'v', about: '', required: false, kind: 'text' },
    ],
    example: {},
  };
  assert.throws(() => operationOf(form, {}), /n: something has to be given: a whole number from 0 to 15/);
  assert.throws(() => operationOf(form, { n: '16' }), /n: "16" is not allowed: a whole number from 0 to 15/);
  assert.throws(() => operationOf(form, { n: '1', c: 'z' }), /one of a, b/);
  assert.throws(() => operationOf(form, { n: '1', v: `0x1${'0'.repeat(16)}` }), /at most 64 bits/);
  assert.deepEqual(operationOf(form, { n: '1', v: '0x00_FF' }), { op: 'x', n: 1, v: '0xff' });
});
