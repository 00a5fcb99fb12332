import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lab } from '../lab';
import { setupOf, switchOps } from './setup';

/** As much of a lab as the set-up looks at. */
function labOf(profile: string, capabilities: readonly string[]): Lab {
  const lab = { profile, setup: {}, options: { offer: { capabilities } } } as unknown as Lab;
  setupOf(lab).config = { vms: 1, vcpus: 2, irqchip: false, trace: false };
  return lab;
}

test('SynDbg is switched by CPUID, by the capability, or by the plain switch where a subject lacks them', () => {
  const ops = (profile: string, ...capabilities: readonly string[]): readonly string[] =>
    switchOps(labOf(profile, capabilities), true).map(({ op }) => op);
  assert.deepEqual(ops('upstream', 'cpuid-tables'), ['set_cpuid', 'set_cpuid']);
  assert.deepEqual(ops('upstream', 'capabilities'), ['switch_syndbg', 'switch_syndbg']);
  assert.deepEqual(ops('review', 'capabilities'), ['enable_cap']);
  assert.deepEqual(ops('review'), ['switch_syndbg']);
  assert.deepEqual(ops('v6'), []);
});

test('off is said too where it is not the beginning', () => {
  const [first] = switchOps(labOf('upstream', []), false);
  assert.deepEqual(first, { op: 'switch_syndbg', vm: 0, vcpu: 0, on: false });
  assert.deepEqual(switchOps(labOf('review', ['capabilities']), false), []);
});

test('a profile of which nobody says how is an error', () => {
  assert.throws(
    () => switchOps(labOf('v7', []), true),
    /nobody says how SynDbg is switched in profile "v7": known are v6, review, upstream/,
  );
});
