import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilitiesOf } from '../core/capability';
import { Misuse, Unsupported } from '../core/machine';
import { parseBool, parseDecimal } from './command-line';
import { FAULTS } from './faults';
import { HEKI } from './index';
import { V1, V1_AS_POSTED, V2 } from './profiles';
import { pageAlign, paSymbol, pfnDown, pfnUp } from './ranges';
import { takeSlot } from './slots';
import { sectionsOf, tableOf } from './sections';
import { modelOf } from './step';
import type { State } from './state';
import type { Config, Op, Outcome } from './types';

const CONFIG: Config = {
  kernel: { arch: 'x86-64', jump_label: false, heki: 'default', orc: false },
  symbols: { _stext: 0xffffffff81000000n, _etext: 0xffffffff81001000n },
  phys_base: 0n,
  vcpus: 1,
  guest_cr4: 0n,
  host: { series: '8/9', mbec: true, tdp_mmu: true, cr0: 0x80050033n, cr4: 0n },
};
const MODEL = modelOf(V1);

function run(
  ops: readonly Op[],
  config = CONFIG,
): { readonly state: State; readonly outcomes: readonly Outcome[] } {
  const outcomes: Outcome[] = [];
  const state = ops.reduce((now, op) => {
    const { state: next, outcome } = MODEL.step(now, op);
    outcomes.push(outcome as Outcome);
    return next;
  }, MODEL.initial(config));
  return { state, outcomes };
}

const NOT_BUILT: Config = { ...CONFIG, kernel: { ...CONFIG.kernel, heki: 'n' } };

test('the arithmetic wraps where the kernel’s does', () => {
  assert.equal(paSymbol(0xffffffff81000000n, 0n), 0x1000000n);
  assert.equal(paSymbol(0xffffffff9d400000n, 0xfffffffff6c00000n), 0x14000000n);
  assert.equal(paSymbol(0n, 0n), 0x80000000n);
  assert.equal(pfnDown(0xfffn), 0n);
  assert.equal(pfnUp(1n), 1n);
  assert.equal(pfnUp(0xffff_ffff_ffff_f001n), 0n);
  assert.deepEqual([0, 24, 4080, 4104].map(pageAlign), [0, 4096, 4096, 8192]);
});

test('truth values and numbers are read as the kernel reads them', () => {
  assert.equal(parseBool(null), null);
  assert.equal(parseBool('oN'), true);
  assert.equal(parseBool('OfF'), false);
  assert.deepEqual(
    ['1', '+2', '4\n', '18446744073709551615', '18446744073709551616', '', ' 1', '1 ', '++1'].map(
      parseDecimal,
    ),
    [1n, 2n, 4n, 0xffff_ffff_ffff_ffffn, null, null, null, null, null],
  );
});

test('a missing string is shown as the kernel shows NULL', () => {
  const { outcomes, state } = run([{ op: 'param', parameter: null }]);
  assert.deepEqual(outcomes[0]?.events, [
    { event: 'log', level: 'warning', text: "heki-guest: Invalid option string for heki: '(null)'" },
  ]);
  assert.equal(state.guest.enabled, true);
});

test('the sections are those of the kernel’s image, in their order', () => {
  assert.deepEqual(
    sectionsOf({ orc: true }).map(({ name }) => name),
    ['.text', '.rodata', '.orc_unwind_ip', '.orc_unwind', '.orc_lookup'],
  );
});

test('symbols that a kernel lacks are 0 in its table', () => {
  assert.deepEqual(
    tableOf({ orc: false }, {}).map(({ va_start, va_end }) => [va_start, va_end]),
    [
      [0n, 0n],
      [0n, 0n],
    ],
  );
});

test('what makes no sense is misuse, and says what to do', () => {
  const late: Op = { op: 'late_init' };
  const wrong: readonly (readonly [readonly Op[], RegExp, Config?])[] = [
    [[{ op: 'param', parameter: 'heki=on' }], /without CONFIG_HEKI/, NOT_BUILT],
    [[{ op: 'plug', backend: 'none' }], /without CONFIG_HEKI/, NOT_BUILT],
    [[{ op: 'set_flag', value: true }], /without CONFIG_HEKI/, NOT_BUILT],
    [[late, { op: 'boot' }], /the kernel has booted: send \{"op":"reboot"\}/],
    [[late, { op: 'param', parameter: 'heki=on' }], /init code is gone by then; send \{"op":"reboot"\}/],
    [[late, { op: 'early_init' }], /init code is gone/],
    [[{ op: 'mark_readonly' }, { op: 'early_init' }], /early init after init memory was freed/],
    [[{ op: 'param', parameter: 'heki_test=1' }], /without the tests of 9\/9/],
    [[{ op: 'plug', backend: 'kvm', lock: 1 }], /results belong to the stub alone/],
    [[{ op: 'write_cr', cr: 0, value: 0n, vcpu: 1 }], /no vCPU 1: the machine was reset with 1/],
  ];
  for (const [ops, message, config] of wrong)
    assert.throws(
      () => run(ops, config),
      (error) => error instanceof Misuse && message.test(error.message),
    );
});

test('each profile has its operations and no others', () => {
  const [seed, , , v2] = HEKI.profiles.map((profile) => profile.model({}));
  const plug: Op = { op: 'plug', backend: 'kvm' };
  assert.throws(
    () => seed?.step(seed.initial(CONFIG), plug),
    (error) => error instanceof Unsupported && error.capability === 'backend',
  );
  const convert: Op = { op: 'convert', ranges: [] };
  assert.throws(() => v2?.step(v2.initial(CONFIG), convert), Unsupported);
  const lists: Op = { op: 'hypercall', nr: 14, a0: 0n, a1: 0n, a2: 0n };
  assert.throws(() => v2?.step(v2.initial(CONFIG), lists), /says nothing of it/);
  assert.throws(() => MODEL.step(MODEL.initial(CONFIG), { op: 'unlock' }), /no such operation/);
  assert.deepEqual(capabilitiesOf(HEKI.operations, { op: 'param', parameter: 'heki_test=1' } as Op), [
    'guest',
    'tests',
  ]);
  assert.deepEqual(capabilitiesOf(HEKI.operations, { op: 'param', parameter: 'heki=1' } as Op), ['guest']);
  const none = HEKI.operationNames.filter((op) => capabilitiesOf(HEKI.operations, { op }).length === 0);
  assert.deepEqual(none, [], 'a guest alone and a host alone are subjects, so nothing is core');
});

test('the counter of the posted code goes to 0 and stays there', () => {
  const pool = (left: number): { left: number; slots: null[] } => ({ left, slots: [] });
  assert.deepEqual(V1_AS_POSTED.take(pool(17), 'write'), { slot: 15, left: 16 });
  assert.deepEqual(V1_AS_POSTED.take(pool(1), 'write'), { slot: 'full', left: 0 });
  assert.deepEqual(V1_AS_POSTED.take(pool(0), 'exec'), { slot: 'below', left: 0 });
  assert.deepEqual(takeSlot(pool(1)), { slot: 'full', left: 1 });
});

test('each fault has a name, a requirement and a mutant of its own', () => {
  assert.equal(new Set(FAULTS.map(({ id }) => id)).size, 8);
  assert.equal(new Set(FAULTS.map(({ seen }) => seen)).size, 8);
  for (const { id, requirement } of FAULTS) {
    const mutant = HEKI.mutants.find((one) => one.id === id);
    assert.equal(mutant?.requirement, requirement);
    assert.equal(mutant.profile, 'v1');
  }
  assert.ok(new Set(HEKI.mutants.map(({ id }) => id)).size === HEKI.mutants.length, 'ids are unique');
});

test('v2 faults where v1 is silent', () => {
  assert.equal(V2.refusedCrFaults, true);
  assert.equal(V1.refusedCrFaults, false);
});
