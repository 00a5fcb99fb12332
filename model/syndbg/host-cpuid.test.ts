/** What an entry of KVM_GET_SUPPORTED_HV_CPUID has where only its leaf is wanted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulesOf } from './profiles';
import { step } from './step';
import { initialState } from './state';
import type { GetSupportedHvCpuid } from './types';

test('index, flags and padding are there only where they are wanted (schemas/syndbg.schema.json, whole)', () => {
  const state = initialState({ vms: 1, vcpus: 1, irqchip: false, trace: false });
  const list: GetSupportedHvCpuid = { op: 'get_supported_hv_cpuid', fd: 'system', vm: 0, vcpu: 0, nent: 16 };
  const members = (op: GetSupportedHvCpuid): readonly string[] => {
    const { outcome } = step(rulesOf('upstream'), {}, state, op);
    assert.ok('leaves' in outcome);
    return Object.keys(outcome.leaves[0] ?? {});
  };
  assert.deepEqual(members(list), ['function', 'eax', 'ebx', 'ecx', 'edx']);
  assert.deepEqual(members({ ...list, whole: true }).slice(5), ['index', 'flags', 'padding']);
});
