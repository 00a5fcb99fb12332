import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TracedOperation } from '../report-types';
import { operationLines } from './operation';

function operationLine(traced: TracedOperation): string {
  const [line = ''] = operationLines([traced]);
  return line;
}

test('an operation with its exit is one line of hexadecimal values', () => {
  const op = { op: 'wrmsr', vm: 0, vcpu: 1, msr: '0x400000f1', value: '0x8000000000000001' };
  const events = [
    { event: 'exit', exit: 'SYNDBG', reason: '0x1b' },
    { event: 'trace', name: 'kvm_x', text: 'msr 0x1' },
  ];
  assert.equal(
    operationLine({ op, outcome: { outcome: 'ok', events } }),
    'wrmsr vm=0 vcpu=1 msr=0x400000f1 value=0x8000000000000001 → ok; exit SYNDBG reason=0x1b; trace kvm_x text="msr 0x1"',
  );
});

test('faults, errors and values follow the kind of outcome', () => {
  assert.equal(
    operationLine({ op: { op: 'a' }, outcome: { outcome: 'fault', fault: '#GP', rip: '0x2' } }),
    'a → fault #GP rip=0x2',
  );
  assert.equal(
    operationLine({ op: { op: 'a' }, outcome: { outcome: 'error', error: 'EINVAL' } }),
    'a → error EINVAL',
  );
  assert.equal(
    operationLine({ op: { op: 'a' }, outcome: { outcome: 'ok', leaf: null, on: true } }),
    'a → ok leaf=null on=true',
  );
});

test('lists and records are written without quotes', () => {
  const leaves = [
    { function: '0x1', eax: '0x2' },
    { function: '0x3', eax: '0x4' },
  ];
  assert.equal(
    operationLine({ op: { op: 'set', leaves, none: [] }, outcome: { outcome: 'ok' } }),
    'set leaves=[{function=0x1 eax=0x2} {function=0x3 eax=0x4}] none=[] → ok',
  );
});

test('whatever a subject sends stays on one line', () => {
  const line = operationLine({
    op: { op: 'x\ny' },
    outcome: { outcome: 'ok', text: '\x1b[2J\u202e"', 'k\n': 'a b' },
  });
  assert.doesNotMatch(line, /[\u0000-\u001f\u202e]/);
  assert.match(line, /\\u001b|\\x1b/);
});

test('a long list is told once, by the first members of its elements', () => {
  const leaves = Array.from({ length: 14 }, (_, i) => ({
    function: `0x4000000${i.toString(16)}`,
    eax: '0x0',
  }));
  const set = (vcpu: number): TracedOperation => ({
    op: { op: 'set_cpuid', vcpu, leaves },
    outcome: { outcome: 'ok' },
  });
  const read = { op: { op: 'get_cpuid' }, outcome: { outcome: 'ok', leaves } };
  assert.deepEqual(operationLines([set(0), set(1), read]), [
    'set_cpuid vcpu=0 leaves=[14 leaves: 0x40000000 0x40000001 0x40000002 0x40000003 0x40000004 0x40000005 0x40000006 0x40000007 0x40000008 0x40000009 0x4000000a 0x4000000b …] → ok',
    'set_cpuid vcpu=1 leaves=[14 leaves, as in operation 1] → ok',
    'get_cpuid → ok leaves=[14 leaves, as in operation 1]',
  ]);
});
