import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entriesOf } from '../subjects/recording';
import { checkEntries } from './check';
import type { CheckResult } from './check-result';

const config = { vms: 1, vcpus: 1, irqchip: false, trace: false };
const header = (kernel: string, choices?: object): object => ({
  recording: 1, machine: 'syndbg', profile: 'upstream', config, source: { kernel, observed: 'by hand' },
  ...(choices ? { choices } : {}),
}); // prettier-ignore

/** KVM_GET_MSRS on /dev/kvm: 6.1 answers nothing, 6.12 and 7.2 answer 0. */
const get = { op: 'get_msrs', fd: 'system', vm: 0, vcpu: 0, msrs: ['0x400000f1'] };
const NOTHING = { step: get, outcome: { outcome: 'ok', count: 0, values: [] } };
const ZERO = { step: get, outcome: { outcome: 'ok', count: 1, values: ['0x0'] } };
/** MSR 0x40000118 came between 6.1 and 6.12. */
const LISTED = {
  step: { op: 'msr_listed', list: 'index', msr: '0x40000118' },
  outcome: { outcome: 'ok', listed: true },
};

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
  assert.deepEqual(only.possible['emulated_exit_reason'], ['zero', 'untouched']);
  assert.deepEqual(only.possible['list_40000118'], ['listed', 'unlisted']);
});

test('what one line decided holds for the rest of the file, across headers', async () => {
  const result = await run(header('6.1'), NOTHING, header('6.1'), LISTED, ZERO);
  assert.equal(result.findings.length, 1);
  assert.match(
    result.findings[0]?.message ?? '',
    /^r:5: step get_msrs: .*with sysfd_get=count0 since line 2, list_40000118=listed since line 4/,
  );
});

test('another kernel in the same file makes its own choices', async () => {
  const result = await run(header('6.1'), NOTHING, header('6.12'), ZERO, header('6.1'), NOTHING);
  assert.equal(result.verdict, 'pass');
  assert.deepEqual(result.choices.map(({ kernel, possible }) => [kernel, possible['sysfd_get']]), [
    ['6.1', ['count0']],
    ['6.12', ['count1']],
  ]); // prettier-ignore
});

test('a pinned choice is not inferred', async () => {
  const result = await run(header('6.1', { sysfd_get: 'count1' }), NOTHING);
  assert.equal(result.findings[0]?.line, 2);
  assert.equal((await run(header('6.1', { sysfd_get: 'count0' }), NOTHING)).verdict, 'pass');
});

test('a line that contradicts every way leaves the earlier ones standing', async () => {
  const wrong = { step: get, outcome: { outcome: 'ok', count: 1, values: ['0x1'] } };
  const result = await run(header('7.2'), wrong, header('7.2'), NOTHING);
  assert.deepEqual(result.findings.map(({ line }) => line), [2]); // prettier-ignore
  assert.deepEqual(result.choices[0]?.possible['sysfd_get'], ['count0']);
});
