import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HELP, optionsOf } from './options';

test('a command line that makes no sense is answered with what is allowed', () => {
  assert.throws(() => optionsOf(['--base', 'hvspec']), /--base is "hvspec": it begins and ends with a slash/);
  for (const base of ['/a b/', '/a', '//', '/"/', ''])
    assert.throws(() => optionsOf(['--base', base]), RangeError);
  assert.throws(() => optionsOf(['--port']), /'--port'[^]*--install/);
  assert.throws(() => optionsOf(['dist']), /dist[^]*Exit codes/);
});

test('what is asked for is what is done', () => {
  assert.deepEqual(optionsOf([]), { base: '/', install: false, serve: false, help: false });
  assert.deepEqual(optionsOf(['--base', '/a/b.c/', '--install', '--serve']), {
    base: '/a/b.c/',
    install: true,
    serve: true,
    help: false,
  });
  for (const option of ['--install', '--base', '--serve', 'Examples:'])
    assert.ok(HELP.includes(option), option);
});
