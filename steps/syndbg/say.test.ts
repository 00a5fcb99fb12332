import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOp } from '../../model/core/machine';
import type { Op } from '../../model/syndbg/types';
import { tracesOf } from '../../reports/testing/traces';
import { claimsOf, stepOf } from './say';
import { leavesWith } from './setup';

const at = { vm: 0, vcpu: 1 };
const OPS: readonly Op[] = [
  { op: 'set_cpuid', ...at, leaves: leavesWith(true) },
  { op: 'set_cpuid', ...at, leaves: leavesWith(false).map((leaf) => ({ ...leaf, ecx: 5n })) },
  { op: 'set_cpuid', ...at, leaves: leavesWith(true) },
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
  const head = ['@syndbg @upstream', 'Feature: said', '  @syndbg.said @SYNDBG-01', '  Example: said'];
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
  const said = (outcome: object): readonly string[] => claimsOf(read, outcome as never);
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

test('an operation that no property uses has no words, and says so', () => {
  assert.throws(() => stepOf({ op: 'set_ignore_msrs' }), /set_ignore_msrs is part of no property/);
});
