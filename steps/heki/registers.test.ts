import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitsOf, bitsText, valueAfter, valueOf } from './registers';

test('bits have the names of their register, and none of the other', () => {
  assert.equal(bitsOf('WP+PE', 0), 0x10001n);
  assert.equal(bitsOf('FSGSBASE', 4), 0x10000n);
  assert.equal(bitsOf('SMEP+0x8000_0000_0000_0000', 4), 0x8000000000100000n);
  assert.throws(() => bitsOf('SMEP', 0), /CR0 has no bit SMEP: it has PE, /);
  assert.throws(() => bitsOf('WP', 3), /CR3 has no bit WP: it has none/);
});

test('bits are written by their names where each has one', () => {
  assert.equal(bitsText(0x10001n, 0), 'PE+WP');
  assert.equal(bitsText(0x10000n, 4), 'FSGSBASE');
  assert.equal(bitsText(0x10008n, 0), '0x10008');
  assert.equal(bitsText(0n, 0), '0x0');
  assert.equal(bitsText(0x10000n, 3), '0x10000');
});

test('a value is told from the old one, or stands for itself', () => {
  const old = 0x80050033n;
  assert.equal(valueAfter(valueOf('the old value', 0), old), old);
  assert.equal(valueAfter(valueOf('the old value without WP+PE', 0), old), 0x80040032n);
  assert.equal(valueAfter(valueOf('the old value with CD', 0), old), 0xc0050033n);
  assert.equal(valueAfter(valueOf('WP', 0), old), 0x10000n);
});
