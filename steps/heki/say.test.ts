import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toWire } from '../../model/core/wire';
import type { Op } from '../../model/heki/types';
import { tracesOf } from '../../reports/testing/traces';
import { claimsOf, stepOf } from './say';
import { lockRequest } from './setup';

const range = { gfn_start: 0x10n, gfn_end: 0x12n, attributes: 1n };
const table = [{ va_start: 0xffffffff81000123n, va_end: 0xffffffff81002000n, attributes: 3n }];
const OPS: readonly Op[] = [
  { op: 'param', parameter: 'heki=off' },
  { op: 'set_flag', value: true },
  { op: 'early_init' },
  { op: 'early_init', alloc: 'fail' },
  { op: 'plug', backend: 'stub', protect: -22, lock: 2147483647 },
  { op: 'convert', ranges: table },
  lockRequest([range, { ...range, attributes: 3n }]),
  { op: 'hypercall', nr: 13, a0: 0x5000n, a1: 0x19n, a2: 1n, array: [range], host_memory: 'fail', unreadable: [{ start: 0x5000n, end: 0x5fffn }] },
  { op: 'hypercall', nr: 14, a0: 4n, a1: 0x100800n, a2: 0n },
  { op: 'access', gpa: 0x10000n, error_code: 2n },
  { op: 'access', gpa: 0x10000n, error_code: 0x14n },
  { op: 'access', gpa: 0x10000n, error_code: 2n, path: 'emulated' },
  { op: 'access', gpa: 0x10fffn, error_code: 0x200000002n, gva: 0x1000n },
  { op: 'write_cr', vcpu: 1, cr: 0, value: 0x80040033n },
  { op: 'write_cr', cr: 4, value: 0n, path: 'emulator' },
  { op: 'late_init' },
]; // prettier-ignore

/** Runs a scenario made of the said steps, and reads its operations from the trace. */
async function performed(steps: readonly string[]): Promise<readonly unknown[]> {
  const head = [
    '@heki @v1',
    'Feature: said',
    '  @heki.said @HEKI-01',
    '  Example: said',
    '    Given a host with 8/9',
  ];
  const [trace = []] = await tracesOf([...head, ...steps, '    Then it fails with ENOSUCH']);
  return trace;
}

test('every operation that is put into words means the same operation when it is run', async () => {
  const steps = OPS.flatMap((op) => {
    const [first = '', ...rows] = stepOf(op);
    return [`    When ${first}`, ...rows.map((row) => `      ${row}`)];
  });
  assert.deepEqual(await performed(steps), OPS.map(toWire));
});

test('an expected outcome is said as a Then step', () => {
  assert.deepEqual(claimsOf({ outcome: 'ok', value: 5n } as never), ['it returns 0x5']);
  assert.deepEqual(claimsOf({ outcome: 'ok' }), ['it succeeds']);
  assert.deepEqual(claimsOf({ outcome: 'fault', fault: '#PF' } as never), ['it is refused with #PF']);
  assert.deepEqual(claimsOf({ outcome: 'error', error: 'E2BIG' } as never), ['it fails with E2BIG']);
});

test('an operation that no property uses has no words, and says so', () => {
  assert.throws(() => stepOf({ op: 'probe' }), /probe is part of no property/);
  assert.throws(() => stepOf({ op: 'plug', backend: 'kvm' } as never), /plug is part of no property/);
});
