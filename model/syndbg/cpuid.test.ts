/** Tables that no VMM should set, and some have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HV1, LEAF_INTERFACE, leafOf } from './cpuid';

test('of two entries for one leaf the first counts (arch/x86/kvm/cpuid.c, cpuid_entry2_find(), which returns the first that fits)', () => {
  const entry = (eax: bigint) => ({ function: LEAF_INTERFACE, eax, ebx: 0n, ecx: 0n, edx: 0n });
  assert.equal(leafOf([entry(HV1), entry(0n)], LEAF_INTERFACE)?.eax, HV1);
});
