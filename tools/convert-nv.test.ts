import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convert } from './convert-nv';

const KERNEL = '7.2.13+deb14-arm64';
const fact = (test: string, fields: object): string => JSON.stringify({ kernel: KERNEL, test, ...fields });

interface Line {
  readonly recording?: number;
  readonly config?: object;
  readonly step?: { readonly op: string; readonly reg?: string };
  readonly outcome?: object;
  readonly unobserved?: string;
  readonly id?: string;
}

function linesOf(text: string, file = 'linux-7.2'): readonly Line[] {
  return (convert(text).files.get(file) ?? []).map((line) => JSON.parse(line) as Line);
}

const SET = fact('T8', {
  feat: 'EL2',
  set: '0x3cd',
  mode: '0xd',
  name: 'EL3h',
  errno: 22,
  readback: '0x3c5',
});
const T12 = {
  feat: '0x80',
  set_pstate: '0x3c9',
  M: 'EL2h',
  hcr: '0x480000000',
  n_deferred_exits: 3,
  n_deferred_same_pstate: 3,
};

test('a SET becomes a recording of its own: what the probe did before, the errno, and what it read', () => {
  assert.deepEqual(linesOf(SET), [
    {
      recording: 1,
      machine: 'nv',
      profile: 'upstream',
      config: { vhe: true, vgic: true, el0_32bit: true },
      source: {
        kernel: KERNEL,
        observed: 'KVM/arm64 with kvm-arm.mode=nested (VHE, FEAT_NV2) under QEMU TCG',
      },
    },
    {
      step: { op: 'vcpu_init', has_el2: true, has_el2_e2h0: false, el1_32bit: false },
      unobserved: 'unprinted',
    },
    { step: { op: 'set_one_reg', reg: 'PSTATE', value: '0x3c5' }, unobserved: 'unprinted' },
    {
      step: { op: 'set_one_reg', reg: 'PSTATE', value: '0x3cd' },
      outcome: { outcome: 'error', error: 'EINVAL' },
      id: 'T8/1',
    },
    { step: { op: 'get_one_reg', reg: 'PSTATE' }, outcome: { outcome: 'ok', value: '0x3c5' }, id: 'T8/1' },
  ]);
});

test('exits that were all alike are one exit; if they were not, the fact is left out', () => {
  const seen = linesOf(fact('T12_deferred', T12)).filter(({ outcome }) => outcome);
  assert.deepEqual(
    seen.map(({ outcome }) => outcome),
    [{ outcome: 'ok', mode: 'EL2h', value: '0x3c9' }],
  );
  assert.deepEqual(convert(fact('T12_deferred', { ...T12, n_deferred_same_pstate: 2 })).leftOut, {
    'T12_deferred: does-not-fit': 1,
  });
});

test('a host that died is an exit with a BUG, one that lived is left out', () => {
  const control = (hyp_panic: number): string =>
    JSON.stringify({
      kernel: '7.2.13-control-lateb',
      test: 'host_log',
      during: 'T1',
      timer_warnings: 0,
      hyp_panic,
    });
  assert.deepEqual(linesOf(control(1), 'control-lateb').at(-1)?.outcome, { outcome: 'fault', fault: '#BUG' });
  assert.deepEqual(convert(control(0)).leftOut, { 'host_log: host-log': 1 });
  const other = JSON.stringify({
    kernel: '7.2.13-control-notrans2',
    test: 'host_log',
    timer_warnings: 9,
    hyp_panic: 0,
  });
  assert.deepEqual(convert(other).leftOut, { 'host_log: other-image': 1 });
});

test('facts are taken or left out for a reason of the list, and nothing else', () => {
  const { taken, leftOut } = convert([SET, fact('END', { seconds: 1 }), ''].join('\n'));
  assert.equal(taken, 1);
  assert.deepEqual(leftOut, { 'END: environment': 1 });
  assert.deepEqual(convert(fact('T99', {})).leftOut, { 'T99: unknown-test': 1 });
  assert.throws(() => convert('{"kernel":"7.2.13"}'), /line 1: no test is named/);
  for (const strange of [
    fact('T8', { feat: 'EL2', set: 'soon', errno: 0, readback: '0x0' }),
    fact('T8', { feat: 'EL2', set: '0x3c0', errno: 99, readback: '0x0' }),
    fact('T7', { feat: '0x80', mismatches: 1, combos: {} }),
  ]) {
    const { files, taken: none } = convert(strange);
    assert.deepEqual([files.size, none], [0, 0]);
  }
});
