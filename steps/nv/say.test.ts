import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromWire } from '../../model/core/wire';
import type { Op } from '../../model/nv/types';
import { tracesOf } from '../../reports/testing/traces';
import { claimsOf, stepOf } from './say';

/** One after another they are a legal life of a vCPU, and every operation is among them. */
const OPS: readonly Op[] = [
  { op: 'set_one_reg', reg: 'HCR_EL2', value: 0x4_8800_0000n },
  { op: 'set_one_reg', reg: 'PSTATE', value: 0x3c0n },
  { op: 'get_one_reg', reg: 'ELR_EL2' },
  { op: 'kvm_run' },
  { op: 'enter' },
  { op: 'execute' },
  { op: 'execute', pc: 0x4000_0180n, br: true },
  { op: 'exception', class: 'SVC', imm: 7n },
  { op: 'exception', class: 'SVC' },
  { op: 'exception', class: 'UDF' },
  { op: 'exception', class: 'FP' },
  { op: 'execute', pc: 0x4000_0184n },
  { op: 'mrs', reg: 'CurrentEL' },
  { op: 'msr', reg: 'SPSR_EL2', value: 0x3c9n },
  { op: 'trapped', insn: 'TLBI VMALLE1', resume: true },
  { op: 'eret' },
  { op: 'eret', fine_grained: true },
  { op: 'enter' },
  { op: 'trapped', insn: 'MRS VBAR_EL12' },
  { op: 'enter' },
  { op: 'exit', kind: 'TRAP', esr: 0x6200_0000n, resume: true },
  { op: 'exit', kind: 'SERROR', esr: 0xbe00_0000n },
  { op: 'enter' },
  { op: 'exit', kind: 'IRQ', spsr: 0x3c5n },
  { op: 'preempt' },
  { op: 'inject_irq' },
  { op: 'enter' },
  { op: 'exit', kind: 'IRQ', spsr: 0x3c4n, elr: 0x4000_0200n },
  { op: 'enter' },
  { op: 'hvc', imm: 0x22n },
  { op: 'enter' },
  { op: 'ldr', ipa: 0x1000_0000n },
  { op: 'kvm_run' },
  { op: 'enter' },
  { op: 'exit', kind: 'IRQ' },
  { op: 'signal' },
  { op: 'vcpu_init', has_el2: true, has_el2_e2h0: true, el1_32bit: false },
  { op: 'vcpu_init', has_el2: false, has_el2_e2h0: false, el1_32bit: true },
];

/** Runs a scenario made of the said steps, and reads its operations from the trace. */
async function performed(steps: readonly string[]): Promise<readonly Op[]> {
  const head = [
    '@nv @upstream',
    'Feature: said',
    '  @nv.said @NV-01',
    '  Example: said',
    '    Given a vCPU with HAS_EL2',
  ];
  const [trace = []] = await tracesOf([...head, ...steps, '    Then it fails with ENOSUCH']);
  return trace.map((op) => fromWire(op) as Op);
}

test('every operation that is put into words is the same operation when it is run', async () => {
  const [init, ...ops] = await performed(OPS.map((op) => `    When ${stepOf(op)}`));
  assert.equal(init?.op, 'vcpu_init');
  assert.deepEqual(ops, OPS);
});

test('an expected outcome is said as Then steps', () => {
  assert.deepEqual(claimsOf({ outcome: 'ok' }), ['Then it succeeds']);
  assert.deepEqual(claimsOf({ outcome: 'ok', value: 5n } as never), ['Then it returns 0x5']);
  assert.deepEqual(claimsOf({ outcome: 'fault', fault: '#BUG' } as never), ['Then it is refused with #BUG']);
  const events = [
    { event: 'sync', pstate: 0x3c9n }, { event: 'esr', esr: 1n }, { event: 'handler', host_context: false }, { event: 'eret', path: 'slow' },
    { event: 'put', file: 'EL1' }, { event: 'exception', to: 'vEL2', by: 'KVM', vector: 0x200n, esr: 1n }, { event: 'load', file: 'vEL2' },
    { event: 'warn' }, { event: 'kvm_exit', reason: 'INTR' },
  ]; // prettier-ignore
  assert.deepEqual(claimsOf({ outcome: 'error', error: 'EINTR', events } as never), [
    'Then it fails with EINTR',
    'And this happens, in order:',
    '  | what | with |',
    '  | sync | 0x3c9 |',
    '  | esr | 0x1 |',
    '  | handler | guest context |',
    '  | eret | slow |',
    '  | put | vEL1 |',
    '  | exception | by KVM to vEL2 |',
    '  | load | vEL2 |',
    '  | warn |  |',
    '  | kvm_exit | INTR |',
  ]);
});
