import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulesOf } from '../../model/syndbg/profiles';
import type { Op } from '../../model/syndbg/types';
import { wayOf } from './course';

const CONFIG = { vms: 1, vcpus: 2, irqchip: false, trace: false };

function ops(profile: string, on: boolean, ...capabilities: readonly string[]): readonly Op[] {
  return wayOf(rulesOf(profile), (name) => capabilities.includes(name))(CONFIG, on);
}

test('SynDbg is switched by CPUID, by the capability, or by the plain switch where a subject lacks them', () => {
  const names = (...args: Parameters<typeof ops>): readonly string[] => ops(...args).map(({ op }) => op);
  assert.deepEqual(names('upstream', true, 'cpuid-tables'), ['set_cpuid', 'set_cpuid']);
  assert.deepEqual(names('upstream', true, 'capabilities'), ['switch_syndbg', 'switch_syndbg']);
  assert.deepEqual(names('review', true, 'capabilities'), ['enable_cap']);
  assert.deepEqual(names('review', true), ['switch_syndbg']);
  assert.deepEqual(names('v6', true), []);
});

test('off is said too where it is not the beginning', () => {
  assert.deepEqual(ops('upstream', false)[1], { op: 'switch_syndbg', vm: 0, vcpu: 1, on: false });
  assert.deepEqual(ops('review', false, 'capabilities'), []);
});

test('a profile that there is not is an error', () => {
  assert.throws(() => ops('v7', true), /no profile "v7": it has v6, review, upstream/);
});
