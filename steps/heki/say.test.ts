import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOutcome } from '../../model/core/machine';
import { toWire } from '../../model/core/wire';
import type { Inspection, Op } from '../../model/heki/types';
import { machineOf } from '../../model/machines';
import { tracesOf } from '../../reports/testing/traces';
import { stepOf } from './say';
import { claimOf } from './say-claims';
import { lockRequest, PLAIN } from './setup';

const range = { gfn_start: 0x10n, gfn_end: 0x12n, attributes: 1n };
const table = [{ va_start: 0xffffffff81000123n, va_end: 0xffffffff81002000n, attributes: 3n }];
const OPS: readonly Op[] = [
  { op: 'param', parameter: 'heki=off' },
  { op: 'set_flag', value: true },
  { op: 'boot_order' },
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
  { op: 'mark_readonly' },
  { op: 'late_init' },
]; // prettier-ignore

/** Runs a scenario made of the said steps, and reads its operations from the trace. */
async function performed(steps: readonly string[]): Promise<readonly unknown[]> {
  const head = [
    '@heki @only-v1',
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

const lines = { event: 'log', level: 'warning', text: 'heki-guest: Configuring GFN 0x1-0x2 with ' };
const state: Inspection = {
  guest: { built: true, enabled: false, ranges: [range], num: 1, backend: null },
  host: { write_slots: [{ slot: 15, gfn_start: 1n, gfn_end: 2n }], exec_slots: [], exec_locked: false, pin_cr0: 0x10000n, pin_cr4: 0n, stray: [] },
  vcpus: [{ cr0: 0x80050033n, cr4: 0n }],
}; // prettier-ignore

test('what must hold is said of the field that differs', () => {
  const claim = (field: string, outcome: object): readonly string[] => claimOf(field, { outcome: outcome as AnyOutcome, state }).map((line) => line.trim()); // prettier-ignore
  const ok = { outcome: 'ok', value: 5n, events: [] };
  assert.deepEqual(claim('outcome', ok), ['it returns 0x5']);
  assert.deepEqual(claim('outcome', { outcome: 'ok' }), ['it succeeds']);
  assert.deepEqual(claim('fault', { outcome: 'fault', fault: '#PF' }), ['it is refused with #PF']);
  assert.deepEqual(claim('error', { outcome: 'error', error: 'E2BIG' }), ['it fails with E2BIG']);
  assert.deepEqual(claim('events.locking', ok), ['Heki logs nothing']);
  assert.deepEqual(claim('events.configuring.text', { outcome: 'ok', events: [lines, { event: 'splat' }] }), ['Heki logs:', '| level | line |', `| warning | "${lines.text}" |`, '| splat |  |']); // prettier-ignore
  assert.deepEqual(claim('calls.lock_crs', { outcome: 'ok', calls: [] }), ['Heki calls nothing']);
  assert.deepEqual(claim('calls.lock_crs', { outcome: 'ok', calls: [{ call: 'lock_crs' }] }), ['Heki calls:', '| lock_crs |']); // prettier-ignore
  assert.deepEqual(claim('ranges.0.gfn_end', { outcome: 'ok', ranges: [range] }).slice(0, 3), ['the converted ranges are:', '| gfn_start | gfn_end | attributes |', '| 0x10 | 0x12 | 0x1 |']); // prettier-ignore
  assert.deepEqual(claim('ranges', { outcome: 'ok', ranges: null }), ['it answers:', '| ranges | null |']);
  assert.deepEqual(claim('result', { outcome: 'ok', result: -22 }), ['its int is -22']);
  assert.deepEqual(claim('vector', { outcome: 'fault', vector: 14 }), ['it answers:', '| vector | 14 |']);
  assert.deepEqual(claim('state.guest.enabled', ok), ['the guest kernel has:', '| enabled | no |']);
  assert.deepEqual(claim('state.guest.ranges.0.gfn_end', ok)[0], "the guest's ranges are:");
  assert.deepEqual(claim('state.host.write_slots', ok), ['the host holds:', '| table | slot | gfn_start | gfn_end |', '| write | 15 | 0x1 | 0x2 |']); // prettier-ignore
  assert.deepEqual(claim('state.host.pin_cr0', ok), ['the host shows:', '| pin_cr0 | 0x10000 |']);
  assert.deepEqual(claim('state.host.stray', ok), ['the host shows:', '| stray | [] |']);
  assert.deepEqual(claim('state.vcpus.0.cr0', ok), ['CR0 of vCPU 0 holds 0x80050033']);
});

test('what is said of the reference holds of the reference', async () => {
  const model = machineOf('heki')
    .profiles.find(({ name }) => name === 'v1')
    ?.model({});
  assert.ok(model);
  const config = { ...PLAIN, host: { ...PLAIN.host, series: '8/9' as const } };
  const fields = ['outcome', 'events.locking', 'calls', 'state.host.write_slots', 'state.host.pin_cr0', 'state.guest.num', 'state.guest.ranges', 'state.vcpus.1.cr0']; // prettier-ignore
  let now = model.initial(config);
  const steps = OPS.filter(({ op }) => op !== 'plug').flatMap((op) => {
    const { state: after, outcome } = model.step(now, op);
    now = after;
    const expected = { outcome, state: model.inspect(after) };
    const claims = fields.flatMap((field) => {
      const [first = '', ...rows] = claimOf(field, expected);
      return [`    Then ${first}`, ...rows.map((row) => `  ${row}`)];
    });
    const [first = '', ...rows] = stepOf(op);
    return [`    When ${first}`, ...rows.map((row) => `  ${row}`), ...claims];
  });
  assert.equal((await performed(steps)).length, OPS.length - 1);
});

test('an operation that no property uses has no words, and says so', () => {
  assert.throws(() => stepOf({ op: 'probe' }), /probe is part of no property/);
  assert.throws(() => stepOf({ op: 'plug', backend: 'kvm' } as never), /plug is part of no property/);
});
