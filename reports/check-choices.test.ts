import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entriesOf } from '../subjects/recording';
import { checkEntries } from './check';
import type { CheckResult } from './check-result';

const config = { vms: 1, vcpus: 1, irqchip: false, trace: false };
const header = (kernel: string, choices?: object): object => ({
  recording: 1,
  machine: 'syndbg',
  profile: 'upstream',
  config,
  source: { kernel, observed: 'by hand' },
  ...(choices ? { choices } : {}),
});

/** KVM_GET_MSRS on /dev/kvm: 6.1 answers nothing, 6.12 and 7.2 answer 0. */
const get = { op: 'get_msrs', fd: 'system', vm: 0, vcpu: 0, msrs: ['0x400000f1'] };
const NOTHING = { step: get, outcome: { outcome: 'ok', count: 0, values: [] } };
const ZERO = { step: get, outcome: { outcome: 'ok', count: 1, values: ['0x0'] } };
/** A hypercall whose input value has a reserved bit, at which newer kernels look. */
const RESERVED = [
  { step: { op: 'switch_syndbg', vm: 0, vcpu: 0, on: true }, unobserved: 'missing' },
  {
    step: { op: 'set_msrs', fd: 'vcpu', vm: 0, vcpu: 0, msrs: [{ msr: '0x40000000', value: '0x1' }] },
    unobserved: 'missing',
  },
  {
    step: { op: 'hypercall', vm: 0, vcpu: 0, input: '0x8000000000000069', ingpa: '0x0', outgpa: '0x0' },
    outcome: { outcome: 'ok', value: '0x3' },
  },
];

function run(...lines: readonly object[]): Promise<CheckResult> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return checkEntries(entriesOf([Buffer.from(text)], 'r'), 'r');
}

test('the choices that no line touches stay open, the others are inferred', async () => {
  const result = await run(header('6.1'), NOTHING);
  assert.equal(result.verdict, 'pass');
  const [only, ...more] = result.choices;
  assert.equal(more.length, 0);
  assert.deepEqual(only?.possible['sysfd_get'], ['count0']);
  assert.deepEqual(only.settledAt, { sysfd_get: 2 });
  assert.deepEqual(only.possible['reserved_input_bits'], ['refused', 'ignored']);
});

test('what one line decided holds for the rest of the file, across headers', async () => {
  const result = await run(header('6.1'), NOTHING, header('6.1'), ...RESERVED, ZERO);
  assert.equal(result.findings.length, 1);
  assert.match(
    result.findings[0]?.message ?? '',
    /^r:7: step get_msrs: .*with sysfd_get=count0 since line 2, reserved_input_bits=refused since line 6/,
  );
});

test('another kernel in the same file makes its own choices', async () => {
  const result = await run(header('6.1'), NOTHING, header('6.12'), ZERO, header('6.1'), NOTHING);
  assert.equal(result.verdict, 'pass');
  assert.deepEqual(
    result.choices.map(({ kernel, possible }) => [kernel, possible['sysfd_get']]),
    [
      ['6.1', ['count0']],
      ['6.12', ['count1']],
    ],
  );
});

test('a pinned choice is not inferred', async () => {
  const result = await run(header('6.1', { sysfd_get: 'count1' }), NOTHING);
  assert.equal(result.findings[0]?.line, 2);
  assert.equal((await run(header('6.1', { sysfd_get: 'count0' }), NOTHING)).verdict, 'pass');
});

test('a line that contradicts every way leaves the earlier ones standing', async () => {
  const wrong = { step: get, outcome: { outcome: 'ok', count: 1, values: ['0x1'] } };
  const result = await run(header('7.2'), wrong, header('7.2'), NOTHING);
  assert.deepEqual(
    result.findings.map(({ line }) => line),
    [2],
  );
  assert.deepEqual(result.choices[0]?.possible['sysfd_get'], ['count0']);
});
