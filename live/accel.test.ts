import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Host } from './accel';
import { withoutKvm } from './accel';
import { guestOf } from './box';

const HOST: Host = { architecture: 'amd64', kvm: true, nested: { kvm_amd: '1' } };
const asked = (machine: string, host: Partial<Host>): string | null =>
  withoutKvm(guestOf(machine), { ...HOST, ...host });

test('a host that nests runs it, whichever of its modules does', () => {
  assert.equal(asked('syndbg', {}), null);
  assert.equal(asked('syndbg', { nested: { kvm_amd: '0', kvm_intel: 'Y' } }), null);
});

test('what lacks is said, with what to do', () => {
  assert.match(
    asked('syndbg', { architecture: 'arm64' }) ?? '',
    /is amd64, and this host arm64: without --accel/,
  );
  assert.match(asked('syndbg', { kvm: false }) ?? '', /no \/dev\/kvm, or no right .*: without --accel/);
  assert.match(asked('syndbg', { nested: {} }) ?? '', /neither kvm_amd nor kvm_intel.*: without --accel/);
  assert.match(
    asked('syndbg', { nested: { kvm_intel: 'N' } }) ?? '',
    /load kvm_intel with nested=1; without/,
  );
});

test('what no KVM can nest is not taken to one, on whatever host', () => {
  for (const [machine, adapter] of [
    ['nv', 'nv-kvm'],
    ['shstk', 'shstk-linux'],
  ] as const)
    for (const architecture of ['amd64', 'arm64'])
      assert.match(
        asked(machine, { architecture }) ?? '',
        new RegExp(`not for ${machine}: .*adapters/c/${adapter}`),
      );
});
