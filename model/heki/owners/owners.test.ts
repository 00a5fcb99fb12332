import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOutcome } from '../../core/machine';
import { nameFailure } from '../../core/naming';
import type { Look } from '../../core/owners';
import { rulingOf } from '../../core/owners';
import { firstLook } from '../../core/naming';
import { ruledOutcome, ruledState } from '../../core/ruling';
import type { Ruled } from '../../core/ruling';
import { HEKI } from '../index';
import { rulesOf } from '../profiles';
import type { State } from '../state';
import type { Config, Hypercall, Op, PaRange } from '../types';
import { FIELDS } from './index';
import { READINGS } from './lines';

const CONFIG: Config = {
  kernel: { arch: 'x86-64', jump_label: false, heki: 'default', orc: false },
  symbols: { _stext: 0xffffffff81000000n, _etext: 0xffffffff82000000n },
  phys_base: 0n,
  vcpus: 1,
  guest_cr4: 0xb70ef0n,
  host: { series: '8/9', mbec: true, tdp_mmu: true, cr0: 0x80050033n, cr4: 0xb72ef0n },
};
const everything = (): boolean => true;
/** What the catalogue says of the sentences on the faults. */
const IN_V1_ALONE = ['HEKI-71', 'HEKI-72', 'HEKI-77', 'HEKI-78', 'HEKI-79', 'HEKI-81'];
const AS_POSTED = /^HEKI-(9[4-9]|100|101)$/;

function looksOf(ops: readonly Op[], profile = 'v1', config = CONFIG): readonly Look[] {
  const model = HEKI.profiles.find(({ name }) => name === profile)?.model({});
  assert.ok(model);
  const looks: Look[] = [firstLook(model.initial(config))];
  for (const op of ops) {
    const before = looks.at(-1)?.after as State;
    const { state, outcome } = model.step(before, op);
    looks.push({ op, before, after: state, outcome });
  }
  return looks;
}

const court = (profile = 'v1'): Parameters<typeof ruledOutcome>[0] => {
  const model = HEKI.profiles.find(({ name }) => name === profile)?.model({});
  assert.ok(model);
  return {
    fields: FIELDS,
    model,
    holds: (id) => (rulesOf(profile).faults.length === 0 ? !AS_POSTED.test(id) : !IN_V1_ALONE.includes(id)),
    insight: true,
  };
};

/** The differences of an outcome from that of the last of these operations, each with its first owner. */
function ruled(ops: readonly Op[], actual: object, profile = 'v1', config = CONFIG): readonly Ruled[] {
  const looks = looksOf(ops, profile, config);
  return ruledOutcome(court(profile), looks.at(-1) as Look, looks.slice(0, -1), actual as AnyOutcome);
}

const first = (found: readonly Ruled[]): readonly unknown[] =>
  found.map(({ field, owners, open }) => [field, owners[0] ?? open]);

const lock = (...array: readonly PaRange[]): Hypercall => ({
  op: 'hypercall',
  nr: 13,
  a0: 0x5000n,
  a1: BigInt(24 * array.length),
  a2: 0n,
  array: [...array],
});
const range = (gfn: bigint, attributes: bigint): PaRange => ({
  gfn_start: gfn,
  gfn_end: gfn + 2n,
  attributes,
});
const line = (text: string): object => ({ event: 'log', level: 'warning', text });

test('a line is known by its words; its prefix, numbers and attributes are apart', () => {
  const read = READINGS.of(line('heki-guest: Configuring GFN 0x1000-0x1fff with [nowrite]') as never);
  assert.deepEqual(read, {
    name: 'configuring',
    members: {
      level: 'warning',
      prefix: 'heki-guest: ',
      text: 'Configuring GFN #-# with ',
      values: [0x1000n, 0x1fffn],
      nowrite: true,
    },
  });
  const text = (said: string): unknown => READINGS.of(line(said) as never)?.members['text'];
  assert.notEqual(
    text('heki-kvm: Creating write #PF at 0x0000000000401000'),
    text('heki-kvm: Creating write #PF at 0x401000'),
  );
  assert.notEqual(text('heki-kvm: Blocked CR0 update: 0x10'), text('heki-kvm: Blocked CR0 update: 16'));
  assert.equal(READINGS.of(line('heki-kvm: something else') as never), null);
});

test('a limit of the request is no matter of what its ranges are', () => {
  const big = { ...lock(range(16n, 1n)), a1: 0x198n };
  const found = ruled([big], {
    outcome: 'ok',
    value: 0n,
    events: [line('heki-kvm: Locking GFN 0x10-0x12 with [nowrite]')],
  });
  assert.deepEqual(found[0]?.owners.slice(0, 1), ['HEKI-139']);
  assert.ok(found.every(({ owners }) => !owners.includes('HEKI-51') && !owners.includes('HEKI-72')));
  const two = { ...big, a2: 1n };
  assert.deepEqual(
    first(ruled([two], { outcome: 'error', error: 'E2BIG', value: 0xfffffffffffffff9n, events: [] })),
    [
      ['error', 'HEKI-67'],
      ['value', 'HEKI-67'],
    ],
  );
});

test('a kernel that is off though nobody said so breaks the default, and not the probe', () => {
  const off = { outcome: 'ok', calls: [], events: [line('heki-guest: Disabled')] };
  const named = (ops: readonly Op[]): string | undefined =>
    nameFailure(court(), {
      config: CONFIG,
      trace: [
        ...ops.map((op) => ({ op: op, outcome: looksOf([op]).at(-1)?.outcome ?? null })),
        { op: { op: 'early_init' }, outcome: off as AnyOutcome },
      ],
      state: null,
      tags: {},
      grave: everything,
    }).requirements[0];
  assert.equal(named([]), 'HEKI-01');
  assert.notEqual(named([{ op: 'param', parameter: 'heki=on' }]), 'HEKI-01');
});

test('what comes of a second early init is told, and nobody demands it', () => {
  const again: readonly Op[] = [{ op: 'early_init' }, { op: 'early_init' }];
  const looks = looksOf(again);
  const ruling = rulingOf(FIELDS, 'calls.alloc_pages_exact', looks[2] as Look, looks.slice(0, 2), everything);
  assert.deepEqual(ruling, { owners: ['HEKI-86'], open: null });
  const unseen = rulingOf(
    FIELDS,
    'calls.alloc_pages_exact',
    looks[2] as Look,
    looks.slice(0, 2),
    (id) => id !== 'HEKI-86',
  );
  assert.deepEqual(unseen, { owners: [], open: 'unspecified' });
});

test('without memory the ranges are demanded, the count was merely seen', () => {
  const looks = looksOf([{ op: 'early_init', alloc: 'fail' }]);
  const state = HEKI.profiles[1]?.model({}).inspect(looks[1]?.after) as { guest: object };
  const shown = { ...state, guest: { ...state.guest, num: 0, ranges: [] } };
  const found = ruledState(court(), looks[1] as Look, looks.slice(0, 1), shown);
  assert.deepEqual(first(found), [
    ['state.guest.ranges', 'HEKI-33'],
    ['state.guest.num', 'HEKI-92'],
  ]);
  assert.deepEqual(found[1]?.owners, ['HEKI-92']);
});

test('how a host refuses for want of the TDP MMU is open in v1, that it does is not', () => {
  const config = { ...CONFIG, host: { ...CONFIG.host, tdp_mmu: false } };
  const found = ruled(
    [lock(range(16n, 2n))],
    { outcome: 'error', error: 'EINVAL', value: 0xffffffffffffffean, events: [{ event: 'splat' }] },
    'v1',
    config,
  );
  assert.deepEqual(first(found.filter(({ field }) => field !== 'state')), [
    ['error', 'unspecified'],
    ['value', 'unspecified'],
    ['events.splat', 'unspecified'],
  ]);
  assert.deepEqual(
    first(ruled([lock(range(16n, 2n))], { outcome: 'ok', value: 0n, events: [] }, 'v1', config))[0],
    ['outcome', 'HEKI-79'],
  );
  const mbec = { ...CONFIG, host: { ...CONFIG.host, mbec: false } };
  assert.equal(
    ruled(
      [lock(range(16n, 2n))],
      { outcome: 'error', error: 'EINVAL', value: 0xffffffffffffffean, events: [] },
      'v1',
      mbec,
    )[0]?.owners[0],
    'HEKI-142',
  );
});

test('a fault of the posted code is what that code was seen to do, and nothing more', () => {
  const write: Op = { op: 'access', gpa: 0n, error_code: 2n };
  assert.deepEqual(ruled([write], { outcome: 'ok', events: [] }, 'v1-as-posted')[0]?.owners, ['HEKI-95']);
  assert.equal(ruled([write], { outcome: 'fault', fault: '#PF', events: [] })[0]?.owners[0], 'HEKI-72');
  const older: readonly Op[] = [
    lock(range(16n, 2n), range(32n, 2n)),
    { op: 'access', gpa: 0x10000n, error_code: 16n },
  ];
  assert.deepEqual(ruled(older, { outcome: 'ok', events: [] }, 'v1-as-posted')[0]?.owners, ['HEKI-96']);
  assert.equal(ruled(older, { outcome: 'fault', fault: '#PF', events: [] })[0]?.owners[0], 'HEKI-77');
});
