/** What stands between a guest of Bochs and the suite, with a program in the place of Bochs. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { madeIn } from '../testing/build';

let program = '';

function run(words: readonly string[], input = '') {
  return spawnSync(program, words, { input, encoding: 'utf8', timeout: 20_000 });
}

before(() => {
  program = join(madeIn(__dirname), 'bochs-stdio');
});

/** Says on the console that it is ready, and answers in capital letters. */
const GUEST = `
const { connect } = require('node:net');
const { writeSync } = require('node:fs');
const guest = connect(Number(process.env.HVSPEC_PORT), '127.0.0.1', () => {
  writeSync(3, 'boots\\nhvspec: re');
  setTimeout(() => writeSync(3, 'ady (1.0 s)\\n'), 50);
});
guest.on('data', (data) => guest.end(data.toString().toUpperCase()));
`;

test('what comes on stdin goes to the guest once its console says that it is ready, and the answer comes back', () => {
  const { status, stdout, stderr } = run([process.execPath, '-e', GUEST], 'hello\n');
  assert.equal(stdout, 'HELLO\n');
  assert.equal(stderr, 'boots\nhvspec: ready (1.0 s)\n');
  assert.equal(status, 0);
});

test('a guest that ends before it is ready is exit code 1, with what its console said', () => {
  const { status, stdout, stderr } = run([
    process.execPath,
    '-e',
    "require('node:fs').writeSync(3, 'no disc\\n')",
  ]);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.equal(stderr, 'no disc\n');
});

test('without a command it says how it is used', () => {
  const { status, stderr } = run([]);
  assert.equal(status, 2);
  assert.match(stderr, /^usage: bochs-stdio /);
});
