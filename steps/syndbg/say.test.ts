import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOp, AnyOutcome } from '../../model/core/machine';
import type { Op } from '../../model/syndbg/types';
import { machineOf } from '../../model/machines';
import { catalogueFor, lawOf } from '../../reports/law';
import { tracesOf } from '../../reports/testing/traces';
import { ModelSubject, REFERENCE, referenceModel } from '../../subjects/model-subject';
import type { Offer } from '../../subjects/subject';
import { Lab } from '../lab';
import { scenarioOf, stepOf } from './say';
import { claimsOf, differingClaims, waitingOf } from './say-claims';
import { act, leavesWith, setupOf } from './setup';

const at = { vm: 0, vcpu: 1 };
const OPS: readonly Op[] = [
  { op: 'set_cpuid', ...at, leaves: leavesWith(true) },
  { op: 'set_cpuid', ...at, leaves: leavesWith(false).map((leaf) => ({ ...leaf, ecx: 5n })) },
  { op: 'set_cpuid', ...at, leaves: leavesWith(true) },
  { op: 'set_cpuid', ...at, leaves: leavesWith(true).slice(1).map((leaf) => ({ ...leaf, ecx: leaf.function === 0x40000003n ? 9n : leaf.ecx })) }, // prettier-ignore
  { op: 'switch_syndbg', ...at, on: true },
  { op: 'wrmsr', ...at, msr: 0x400000f3n, value: 0x8000_0000_0000_0001n },
  { op: 'wrmsr', ...at, msr: 0x400000f6n, value: 1n },
  { op: 'rdmsr', ...at, msr: 0x400000ffn },
  { op: 'wrmsr', ...at, msr: 0x400000f1n, value: 2n },
  { op: 'run', ...at, run: { control: 0x777000n, status: 0xcafen, msr: 0n } },
  { op: 'run', ...at },
  { op: 'set_msrs', fd: 'vcpu', ...at, msrs: [{ msr: 0x40000000n, value: 1n }] },
  {
    op: 'set_msrs',
    fd: 'vcpu',
    ...at,
    msrs: [
      { msr: 0x400000ffn, value: 4n },
      { msr: 0x400000f2n, value: 9n },
    ],
  },
  { op: 'get_msrs', fd: 'vcpu', ...at, msrs: [0x400000f2n] },
  { op: 'get_msrs', fd: 'vcpu', ...at, msrs: [0x400000f2n, 0x400000ffn] },
  { op: 'enable_cap', fd: 'vcpu', ...at, cap: 199, arg: 1n },
  { op: 'get_supported_hv_cpuid', fd: 'system', vm: 0, vcpu: 0, nent: 9 },
  { op: 'cpuid', ...at, function: 0x40000082n },
  { op: 'hypercall', ...at, input: 0x10069n, ingpa: 0x5000n, outgpa: 0x6000n },
  { op: 'hypercall', ...at, input: 0x8000_0069n, ingpa: 0x5000n, outgpa: 0x6000n },
];

/** Runs a scenario made of the said steps, and reads its operations from the trace. */
async function performed(steps: readonly string[]): Promise<readonly AnyOp[]> {
  const head = ['@syndbg @since-upstream', 'Feature: said', '  @syndbg.said @SYNDBG-01', '  Example: said'];
  const given = '    Given 1 VM of 2 vCPUs with SynDbg on';
  const [trace = []] = await tracesOf([...head, given, ...steps, '    Then it fails with ENOSUCH']);
  return trace.map((op) => op as unknown as AnyOp);
}

test('every operation that is put into words means the same operation when it is run', async () => {
  const steps = OPS.flatMap((op) => [
    `    When ${stepOf(op)[0] ?? ''}`,
    ...stepOf(op)
      .slice(1)
      .map((row) => `      ${row}`),
  ]);
  const ops = (await performed(steps)).slice(2);
  assert.equal(ops.length, OPS.length);
  OPS.forEach((op, i) => {
    assert.deepEqual(stepOf(reviveRegisters(ops[i])), stepOf(op));
  });
});

/** The trace is in the wire's form; only what the words say is compared, so registers before are left out. */
function reviveRegisters(op: AnyOp | undefined): AnyOp {
  return JSON.parse(JSON.stringify(op), (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith('0x') ? BigInt(value) : value,
  ) as AnyOp;
}

test('an expected outcome is said as a Then step', () => {
  const read: Op = { op: 'rdmsr', ...at, msr: 0x400000f2n };
  const said = (outcome: object): readonly string[] => claimsOf(read, outcome as AnyOutcome);
  assert.deepEqual(said({ outcome: 'ok', value: 5n }), ['it returns 0x5']);
  assert.deepEqual(said({ outcome: 'ok', count: 1, values: [6n] }), ['it returns 0x6']);
  assert.deepEqual(said({ outcome: 'ok' }), ['it succeeds']);
  assert.deepEqual(said({ outcome: 'fault', fault: '#GP' }), ['it is refused with #GP']);
  assert.deepEqual(said({ outcome: 'error', error: 'EINTR' }), ['it fails with EINTR']);
  const exit = { event: 'exit', exit: 'SYNDBG', msr: 0x400000f1n };
  assert.deepEqual(said({ outcome: 'ok', events: [exit] }), [
    'vCPU 1 exits with:',
    '    | exit | SYNDBG |',
    '    | msr | 0x400000f1 |',
  ]);
});

test('leaves are said by what is otherwise', () => {
  const leaves = leavesWith(true).map((leaf) =>
    leaf.function === 0x40000003n ? { ...leaf, ebx: 0x100030n } : leaf,
  );
  assert.deepEqual(stepOf({ op: 'set_cpuid', ...at, leaves } as AnyOp), [
    'userspace gives vCPU 1 the leaves with SynDbg on, but:',
    '    | leaf | register | value |',
    '    | 0x40000003 | ebx | 0x100030 |',
  ]);
});

test('what is said is the field that differs', () => {
  const read: Op = { op: 'rdmsr', ...at, msr: 0x400000f2n };
  const exit = { event: 'exit', exit: 'SYNDBG', msr: 0x400000f1n, control: 5n };
  const said = (field: string, expected: unknown, actual: unknown = null): readonly string[] =>
    differingClaims(read, [{ path: field, field, expected, actual }]);
  assert.deepEqual(said('events.SYNDBG', undefined, exit), ['no exit follows']);
  assert.deepEqual(said('events.SYNDBG', exit, undefined), [
    'vCPU 1 exits with:',
    '    | exit | SYNDBG |',
    '    | msr | 0x400000f1 |',
  ]);
  assert.deepEqual(said('events.SYNDBG.send_page', 5n, 6n), [
    'vCPU 1 exits with:',
    '    | exit | SYNDBG |',
    '    | send_page | 0x5 |',
  ]);
  assert.deepEqual(said('state.vms.0.registers.status', 7n, 0n), ['STATUS holds 0x7']);
  assert.deepEqual(said('state.vms.1.registers.options', 7n, 0n), ['OPTIONS of VM 1 holds 0x7']);
  assert.deepEqual(said('value', 7n, 0n), ['it returns 0x7']);
  assert.deepEqual(said('rip', 0x1000n, 0x1002n), ['it answers:', '    | rip | 0x1000 |']);
  assert.deepEqual(said('leaves.0x40000003.ebx', 0x800n, 0n), [
    'it lists leaf 0x40000003 with:',
    '    | ebx | 0x800 |',
  ]);
  const trace = { event: 'trace', name: 'kvm_hv_syndbg_set_msr', text: 'vcpu_id 0' };
  assert.deepEqual(said('events.trace', undefined, trace), ['no trace point fires']);
});

test('a refusal, or its lack, is said before all that follows from it', () => {
  const write: Op = { op: 'wrmsr', ...at, msr: 0x400000ffn, value: 1n };
  assert.deepEqual(
    differingClaims(write, [
      { path: 'outcome', expected: 'fault', actual: 'ok' },
      { path: 'rip', expected: 0x1000n, actual: undefined },
    ]),
    ['it is refused with #GP'],
  );
  assert.deepEqual(differingClaims(write, [{ path: 'outcome', expected: 'ok', actual: 'fault' }]), [
    'it succeeds',
  ]);
});

test('a vCPU that could run though it waits has to wait', () => {
  const exit = { event: 'exit', exit: 'SYNDBG', msr: 0x400000f1n };
  const write: Op = { op: 'wrmsr', ...at, msr: 0x400000f1n, value: 1n };
  const performed = [
    { op: write, outcome: { outcome: 'ok' as const, events: [exit] } },
    { op: write, outcome: { outcome: 'ok' as const } },
  ];
  assert.deepEqual(waitingOf(write, performed), ['vCPU 1 waits in its SYNDBG exit']);
});

test('a run whose last operation the subject refuses keeps it', async () => {
  const lab = await labWith([{ op: 'set_msrs', fd: 'vcpu', vm: 0, vcpu: 0, msrs: [{ msr: 0x400000f1n, value: 0n }] }]); // prettier-ignore
  lab.trace.push({
    op: { op: 'wrmsr', vm: 0, vcpu: 0, msr: 0x400000f2n, value: 0n } as AnyOp,
    outcome: null,
  });
  assert.deepEqual(scenarioOf(lab).split('\n').slice(2), [
    '  When the host on vCPU 0 writes 0x0 to CONTROL',
    '  And guest vCPU 0 writes 0x0 to STATUS',
    '  Then it succeeds',
  ]);
});

/** A lab on the reference model that has performed these operations, with SynDbg on. */
async function labWith(ops: readonly Op[]): Promise<Lab> {
  const offer = referenceOffer();
  const reference = referenceModel(offer);
  const lab = new Lab({
    machine: machineOf('syndbg'),
    offer,
    subject: new ModelSubject(reference),
    shadow: reference,
    reference,
    law: lawOf(catalogueFor(machineOf('syndbg')), 'upstream', true),
    tags: {},
    usesFrame: false,
    seed: 1,
    runs: 1,
  });
  setupOf(lab).switchedOn = true;
  for (const op of ops) await act(lab, op);
  return lab;
}

function referenceOffer(): Offer {
  const found = REFERENCE.machines.find(({ machine, profile }) => machine === 'syndbg' && profile === 'upstream'); // prettier-ignore
  assert.ok(found);
  return found;
}

test('an operation that no property uses has no words, and says so', () => {
  assert.throws(() => stepOf({ op: 'set_ignore_msrs' }), /set_ignore_msrs is part of no property/);
});
