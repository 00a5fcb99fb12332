/** The adapter for real shadow stacks, as far as it goes without them: what it compiles to, and what it says where they lack. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { madeIn } from '../testing/build';

let folder = '';
let program = '';

function run(argv: readonly [string, ...string[]], input = '') {
  const [file, ...words] = argv;
  return spawnSync(file, words, { input, encoding: 'utf8', timeout: 20_000 });
}

before(() => {
  folder = madeIn(__dirname);
  program = join(folder, 'shstk-linux');
});

test('it is linked statically, and lies where no program of a case does', () => {
  const { status, stdout } = run(['readelf', '-lW', program]);
  assert.equal(status, 0);
  assert.doesNotMatch(stdout, /INTERP/);
  const places = [...stdout.matchAll(/^ {2}LOAD\s+\S+ (0x\w+)/gm)].map(([, at = '']) => Number(at));
  assert.ok(places.length > 1);
  for (const place of places) assert.ok(place >= 0x2000_0000 && place < 0x3000_0000, place.toString(16));
});

test('the program under test calls no function: its shadow stack would have the return address', () => {
  const { status, stdout } = run(['objdump', '-d', join(folder, 'shstk-linux.o', 'program.o')]);
  assert.equal(status, 0);
  const main = /<program_main>:\n([^]*?)\n\n/.exec(stdout)?.[1] ?? '';
  // All but the first call, which gives it its memory while it has no shadow stack yet.
  assert.equal(main.match(/\bcall\b/g)?.length, 1);
  assert.doesNotMatch(main, /\bret\b/);
});

test('it is marked as programs for the older interface are: exec of it shows that the marking does nothing', () => {
  const { status, stdout } = run(['readelf', '-nW', program]);
  assert.equal(status, 0);
  assert.match(stdout, /x86 feature: IBT, SHSTK/);
});

test('--help says how it is used, and any other argument is wrong', () => {
  const help = run([program, '--help']);
  assert.equal(help.status, 0);
  assert.match(help.stdout, /npx hvspec run -m shstk --subject \.\/shstk-linux/);
  const wrong = run([program, '--cet']);
  assert.equal(wrong.status, 2);
  assert.equal(wrong.stderr, 'shstk-linux: --cet is not an argument: --help is the only one\n');
});

test('with no requests it ends by itself: it judges this machine, or says in one line why it cannot', () => {
  const { status, signal, stdout, stderr } = run([program]);
  assert.equal(signal, null);
  assert.equal(stdout, '');
  if (status === 0) return;
  assert.equal(status, 1);
  assert.match(stderr, /^shstk-linux: [^\n]+\n$/);
});
