import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panicIn, panicWatch } from './panic';

const LINE = 'Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000900';

test('a panic is its line, without the time before it', () => {
  assert.equal(panicIn(`[   14.7] Oops\n[   14.759495] ${LINE}\r\n[   14.8] CPU: 0`), LINE);
  assert.equal(panicIn('[   14.7] kvm: ignored rdmsr'), null);
});

test('it is found in pieces, before any amount of what follows it, and the first one stays', () => {
  const watch = panicWatch();
  for (const piece of [
    '[ 1.0] boot\n[ 1.1] Kernel pa',
    'nic - not syn',
    LINE.slice(22, 40),
    `${LINE.slice(40)}\n`,
  ])
    watch.take(Buffer.from(piece));
  watch.take(Buffer.from('x'.repeat(100_000)));
  watch.take(Buffer.from('\nKernel panic - not syncing: another\n'));
  assert.equal(watch.line(), LINE);
});

test('one whose line has no end yet is told as far as it came', () => {
  const watch = panicWatch();
  watch.take(Buffer.from('[ 1.1] Kernel panic - not syncing: VFS'));
  assert.equal(watch.line(), 'Kernel panic - not syncing: VFS');
  watch.take(Buffer.from(': Unable to mount root fs\n'));
  assert.equal(watch.line(), 'Kernel panic - not syncing: VFS: Unable to mount root fs');
});
