import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, printable, sample } from './text';

test('characters that act on a terminal, or on the reading order, become their escapes', () => {
  assert.equal(printable('a\nb\r\tc\u0000\u001b[31m\u007f\u009b'), 'a\\nb\\r\\tc\\x00\\x1b[31m\\x7f\\x9b');
  assert.equal(printable('\u202eabc\u2066\u200b\ufeff\u2028'), '\\u202eabc\\u2066\\u200b\\ufeff\\u2028');
  assert.equal(printable('\ud800x\udc00'), '\\ud800x\\udc00');
  assert.equal(printable('größer 日本 😀'), 'größer 日本 😀');
});

test('long text is cut and says so', () => {
  assert.equal(printable('x'.repeat(10), 10), 'x'.repeat(10));
  assert.equal(printable('x'.repeat(11), 10), `${'x'.repeat(10)}… (11 characters in all)`);
  assert.equal(sample('y'.repeat(500), 5), '"yyyy… (502 characters in all)');
});

test('any value has a sample', () => {
  assert.equal(sample(undefined), 'nothing');
  assert.equal(sample({ a: [1, null] }), '{"a":[1,null]}');
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
  assert.equal(sample(deep), 'a value nested too deeply to show');
});

test('the nearest name is one with few wrong characters', () => {
  const names = ['syndbg', 'shstk', 'mktme', 'nv'];
  assert.equal(nearest('sydnbg', names), 'syndbg');
  assert.equal(nearest('SYNDBG', names), 'syndbg');
  assert.equal(nearest('mktm', names), 'mktme');
  assert.equal(nearest('elephant', names), null);
  assert.equal(nearest('', []), null);
  const tags = ['@SYNDBG-19', '@SYNDBG-10', '@SYNDBG-01', '@SYNDBG-11'];
  assert.equal(nearest('@SYNDBG-1', tags), '@SYNDBG-01');
  assert.equal(nearest('@SYNDBG-011', tags), '@SYNDBG-11');
  assert.equal(nearest('@SYNDBG-001', ['@SYNDBG-00', '@SYNDBG-01']), '@SYNDBG-01');
  assert.equal(nearest('n'.repeat(1_000_000), names), null);
});
