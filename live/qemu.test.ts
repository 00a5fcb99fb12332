import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GUESTS } from './guests';
import { bootArgv, isAtLeast, thawArgv, versionIn } from './qemu';

const after = (argv: readonly string[], option: string): string | undefined => argv[argv.indexOf(option) + 1];

for (const guest of GUESTS.filter(({ bochs }) => bochs === undefined)) {
  const given = { emulator: ['qemu'], guest, kernel: '/a b,c/image', initrd: '/i', accel: 'tcg' as const };
  const argv = bootArgv(given);
  test(`${guest.machine}: the box speaks on stdio, has its console on stderr, and nothing else`, () => {
    assert.equal(after(argv, '-kernel'), '/a b,c/image');
    assert.deepEqual(
      argv.filter((_, i) => argv[i - 1] === '-chardev'),
      ['socket,id=console,fd=2', 'stdio,id=hvspec,signal=off'],
    );
    assert.ok(
      argv.includes('-nodefaults') && argv.includes('-no-reboot') && argv.includes('-no-user-config'),
    );
    assert.ok(!argv.some((word) => /netdev|-drive|,file=|-monitor/.test(word)));
  });
  test(`${guest.machine}: a kernel's panic ends the box`, () => {
    assert.match(after(argv, '-append') ?? '', /(^| )panic=-1( |$)/);
  });
  test(`${guest.machine}: KVM is used only where it is asked for`, () => {
    assert.ok(
      argv.some((word) => /\btcg\b/.test(word)) && !argv.some((word) => /accel=kvm|^kvm$/.test(word)),
    );
    const fast = bootArgv({ ...given, accel: 'kvm' });
    assert.equal(after(fast, '-cpu') === 'host', guest.onlyEmulated === undefined);
  });
}

test('nv: interrupts of the port are a line, and time is counted by instructions where they are emulated', () => {
  const guest = GUESTS.find(({ machine }) => machine === 'nv');
  assert.ok(guest);
  const given = { emulator: ['qemu'], guest, kernel: '/k', initrd: '/i' };
  const argv = bootArgv({ ...given, accel: 'tcg' });
  assert.ok(argv.some((word) => /^virtio-serial-pci,.*vectors=0/.test(word)));
  assert.match(after(argv, '-icount') ?? '', /^shift=\d+,/);
});

test('a frozen machine is read by QEMU from 8.2 on, and is given to it open before', () => {
  assert.deepEqual(thawArgv(['q', '-x'], '/f', '8.2.0').slice(-2), ['-incoming', 'file:/f']);
  const older = thawArgv(['q', '-x'], "/it's $(here)", '7.2.22');
  assert.deepEqual(older, ['sh', '-c', 'exec "$@" 3<"$0"', "/it's $(here)", 'q', '-x', '-incoming', 'fd:3']);
});

test('versions are compared as numbers', () => {
  assert.ok(isAtLeast('10.0.2', [9, 0]) && isAtLeast('7.2.22', [7, 2]) && isAtLeast('8.0', [7, 2]));
  assert.ok(!isAtLeast('7.2.22', [8, 2]) && !isAtLeast('9.0.0', [10, 0]) && !isAtLeast('7.1.9', [7, 2]));
});

test('the version is read from what QEMU prints', () => {
  assert.equal(versionIn('QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)\nCopyright'), '7.2.22');
  assert.equal(versionIn('bochs 3.0'), null);
});
