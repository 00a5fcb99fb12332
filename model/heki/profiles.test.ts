/** What a profile costs, and what one is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileOf } from '../core/rules';
import { V3, rulesOf } from './profiles';
import type { Rules } from './rules';
import { modelOf } from './step';
import type { Config, Op } from './types';

const CONFIG: Config = {
  kernel: { arch: 'x86-64', jump_label: false, heki: 'default', orc: false },
  symbols: {},
  phys_base: 0n,
  vcpus: 1,
  guest_cr4: 0n,
  host: { series: '8/9', mbec: true, tdp_mmu: true, cr0: 0x80050033n, cr4: 0n },
};

const NEXT: Rules = { ...V3, profile: 'v4', crHypercall: 15 };
const next = profileOf(modelOf)(NEXT, 'as if a fourth version had another number', { extends: 'v3' });

test('the next version is what it changes, and its place', () => {
  const model = next.model({});
  const pin: Op = { op: 'hypercall', nr: 15, a0: 0n, a1: 0x10000n, a2: 0n };
  const pinned = model.step(model.initial(CONFIG), pin);
  assert.equal(pinned.outcome.outcome, 'ok');
  const clear: Op = { op: 'write_cr', cr: 0, value: 0n };
  const { outcome } = model.step(pinned.state, clear);
  assert.deepEqual(outcome, {
    outcome: 'fault',
    fault: '#GP',
    events: [{ event: 'log', level: 'warning', text: 'heki: Blocked CR0 update: 0x0' }],
  });
});

test('a profile that there is not is an error that names those there are', () => {
  assert.equal(rulesOf('v2').rangesHypercall, null);
  assert.throws(() => rulesOf('v4'), /heki has no profile "v4": it has seed, v1, v1-as-posted, v2, v3/);
});
