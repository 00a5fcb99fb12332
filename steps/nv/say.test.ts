import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOutcome } from '../../model/core/machine';
import { fromWire } from '../../model/core/wire';
import type { Inspection, Op } from '../../model/nv/types';
import { tracesOf } from '../../reports/testing/traces';
import { stepOf, stepsOf } from './say';
import { claimOf } from './say-claims';
import { enterOps, returnOps } from './setup';

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
    '@nv @since-upstream',
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

test('what a phrase of the suite does in several operations is said by that phrase', async () => {
  const [place, back] = [enterOps(0x3c0n, 0x4_8800_0000n), returnOps(0x3c9n, 0x4000_0200n)];
  assert.deepEqual(stepsOf([...place, ...back]), [
    'the guest is entered with PSTATE 0x3c0 and HCR_EL2 0x488000000',
    'the guest returns with SPSR_EL2 0x3c9 to 0x40000200',
  ]);
  assert.equal(
    stepsOf(place.slice(1)).length,
    place.length - 1,
    'a placing that lacks something is no entry',
  );
  const [, ...ops] = await performed(
    stepsOf(enterOps(0x3c9n, 0x4_8000_0000n)).map((step) => `    When ${step}`),
  );
  assert.deepEqual(ops, enterOps(0x3c9n, 0x4_8000_0000n));
});

const FILE = { spsr: 1n, elr: 2n, esr: 3n, vbar: 4n };
const STATE: Inspection = { place: 'kvm', pstate: 0x3c9n, pc: 0x10n, hcr: 0x20n, el1: FILE, vel2: FILE, sampled: true, loaded: 'EL1', spsr: 0x3c5n, esr: 5n, host_context: false }; // prettier-ignore

test('what must hold is said of the field that differs', () => {
  const claim = (field: string, outcome: object, bits: bigint | null = null): readonly string[] =>
    claimOf(field, { outcome: outcome as AnyOutcome, state: STATE }, bits).map((line) => line.trim());
  const events = [
    { event: 'sync', pstate: 0x3c9n }, { event: 'exception', to: 'vEL2', by: 'KVM', vector: 0x200n, esr: 1n },
    { event: 'kvm_exit', reason: 'INTR' },
  ]; // prettier-ignore
  const ok = { outcome: 'ok', value: 5n, mode: 'EL2h', tge: false, events };
  assert.deepEqual(claim('outcome', { outcome: 'ok' }), ['it succeeds']);
  assert.deepEqual(claim('value', ok), ['it returns 0x5']);
  assert.deepEqual(claim('mode', ok), ['it answers:', '| mode | EL2h |']);
  assert.deepEqual(claim('tge', ok), ['it answers:', '| tge | no |']);
  assert.deepEqual(claim('error', { outcome: 'error', error: 'EINTR' }), ['it fails with EINTR']);
  assert.deepEqual(claim('fault', { outcome: 'fault', fault: '#BUG' }), ['it is refused with #BUG']);
  assert.deepEqual(claim('events.exception.vector', ok), ['the exception goes to vEL2 at vector 0x200 with ESR 0x1']); // prettier-ignore
  const seen = [
    'this happens, in order:',
    '| what | with |',
    '| exception | by KVM to vEL2 |',
    '| kvm_exit | INTR |',
  ];
  assert.deepEqual(claim('events.kvm_exit', ok), seen);
  assert.deepEqual(claim('events.sync', { outcome: 'ok', events: events.slice(0, 1) }), ['inside KVM this happens, in order:', '| what | with |', '| sync | 0x3c9 |']); // prettier-ignore
  assert.deepEqual(claim('events.exception', { outcome: 'ok' }), seen.slice(0, 2));
  const state: Readonly<Record<string, string>> = {
    pc: 'PC holds 0x10', hcr: 'HCR_EL2 holds 0x20', 'el1.elr': 'ELR_EL1 holds 0x2', 'vel2.spsr': 'SPSR_EL2 holds 0x1', place: 'the vCPU is in KVM',
    host_context: 'the vCPU is in guest context', sampled: 'the run is in host context', loaded: 'the CPU holds the registers of vEL1',
    spsr: 'hardware SPSR_EL2 holds 0x3c5', esr: 'the syndrome kept for handlers is 0x5', usable: 'it succeeds',
  }; // prettier-ignore
  for (const [field, words] of Object.entries(state))
    assert.deepEqual(claim(`state.${field}`, { outcome: 'ok' }), [words]);
  assert.deepEqual(claim('state.pstate', ok, 0xcn), ['PSTATE.M reads EL2h']);
  assert.deepEqual(claim('state.pstate', ok, 0x40n), ['PSTATE reads 0x3c9']);
});
