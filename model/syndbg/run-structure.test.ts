/** The run structure is memory that userspace and KVM share (Documentation/virt/kvm/api.rst, KVM_GET_VCPU_MMAP_SIZE). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, edited, NO_RUN, withBytes } from './run-structure';

const FILLED = edited(NO_RUN, { fill: 0xa5n, reason: 0xa5a5a5a5n });

test('what userspace writes to some bytes stands there, cut to as many, and nowhere else', () => {
  for (const [offset, size] of [
    [8, 4],
    [32, 1],
    [40, 8],
    [86, 2],
    // Across words, with more and with less of them in the first.
    [33, 8],
    [39, 8],
    [46, 4],
  ] as const) {
    const written = withBytes(FILLED, offset, size, 0x1122_3344_5566_7788n);
    assert.equal(bytesOf(written, offset, size), BigInt.asUintN(8 * size, 0x1122_3344_5566_7788n));
    assert.deepEqual(withBytes(written, offset, size, 0xa5a5_a5a5_a5a5_a5a5n), FILLED);
  }
});

test('a field that userspace leaves alone stays as it is', () => {
  assert.deepEqual(edited(FILLED, {}), FILLED);
});

test('of fields that share bytes the last of the layouts stays, in whatever order they are given', () => {
  const { part } = edited(NO_RUN, { data: 1n, result: 2n, control: 3n });
  assert.deepEqual(part, edited(NO_RUN, { control: 3n, result: 2n, data: 1n }).part);
  assert.equal(bytesOf({ reason: 0n, part }, 48, 8), 1n);
});
