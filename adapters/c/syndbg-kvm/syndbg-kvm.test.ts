/** The adapter for a real KVM, as far as it goes without one: it compiles, says what is missing, and ends with stdin. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { madeIn } from '../testing/build';

let program = '';
const MISSING = 127;

function run(argv: readonly [string, ...string[]], input = '') {
  const [file, ...words] = argv;
  return spawnSync(file, words, { input, encoding: 'utf8', timeout: 20_000 });
}

before(() => {
  program = join(madeIn(__dirname, 'CFLAGS=-O0'), 'syndbg-kvm');
});

test('it is linked statically, so that it can be the only program of a guest', () => {
  const told = run(['readelf', '-l', program]);
  assert.notEqual(told.status, MISSING);
  assert.doesNotMatch(told.stdout, /INTERP/);
});

test('--help says how it is used, and any other argument is wrong', () => {
  const help = run([program, '--help']);
  assert.equal(help.status, 0);
  assert.match(help.stdout, /npx hvspec run -m syndbg --subject \.\/syndbg-kvm/);
  const wrong = run([program, '--kvm']);
  assert.equal(wrong.status, 2);
  assert.equal(wrong.stderr, 'syndbg-kvm: --kvm is not an argument: --help is the only one\n');
});

test('where /dev/kvm cannot be opened it says so in one line, and ends', () => {
  // No file descriptor is left for it, whether or not it is there.
  const { status, stdout, stderr } = run(['prlimit', '--nofile=3:3', program]);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(
    stderr,
    /^syndbg-kvm: (there is no \/dev\/kvm: |\/dev\/kvm (cannot|may not) be opened: )[^\n]+\n$/,
  );
});

test('with no requests it ends by itself: KVM is judged here, or it says why it cannot be', () => {
  const { status, signal, stdout, stderr } = run([program]);
  assert.equal(signal, null);
  assert.equal(stdout, '');
  if (status !== 0) assert.match(stderr, /^syndbg-kvm: /m);
  assert.ok(status === 0 || status === 1, `exit code ${String(status)}`);
});
