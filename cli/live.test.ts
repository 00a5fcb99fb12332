import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { quoted, words } from './box-options';
import { run } from './main';
import { splitArgv } from '../subjects/argv';

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function hvspec(...argv: readonly string[]): Promise<Told> {
  const told = { out: '', err: '' };
  const code = await run(argv, {
    out: (text) => void (told.out += `${text}\n`),
    err: (text) => void (told.err += `${text}\n`),
    colour: false,
    terminal: null,
  });
  return { code, ...told };
}

for (const [argv, said] of [
  [['live'], /which machine\? --machine syndbg, or --machine nv/],
  [['live', '-m', 'heki', '--debian', '6.12'], /"heki" cannot be put into a box: syndbg, nv, shstk can/],
  [
    ['live', '-m', 'syndbg'],
    /which kernel\? Give either --debian <version>, as in --debian 6\.12, or --kernel <file>/,
  ],
  [['live', '-m', 'syndbg', '--debian', '6.12', '--kernel', 'bzImage'], /which kernel\?/],
  [['live', '-m', 'syndbg', '--debian', '6'], /"6" is no version of Linux: write it as in 6\.12/],
  [['box', '-m', 'syndbg', '--debian', '6.12', '--modules', 'm'], /--modules goes with --kernel/],
  [['box', '-m', 'syndbg', '--kernel', 'bzImage', '--suite', 'sid'], /--suite goes with --debian/],
  [
    ['live', '-m', 'syndbg', '--debian', '6.12', '--subject', './x'],
    /--subject is not for live, which brings its own subject/,
  ],
  [
    ['live', '-m', 'syndbg', '--debian', '6.12', '--boxes', '2', '--shard=1/2'],
    /--shard=1\/2 does not go with --boxes, which shares the suite out itself/,
  ],
  [['live', '-m', 'syndbg', '--debian', '6.12', '--boxes', '0'], /write a whole number from 1 to 64/],
  [['live', '--all', '--seed', '7'], /--all takes no options of "hvspec run", and no paths: --seed 7/],
  [['box', '-m', 'syndbg', '--debian', '6.12', '--accel', 'xen'], /Allowed choices are tcg, kvm/],
] as const) {
  test(`${argv.join(' ')}: exit code 2, and what is wrong`, async () => {
    const { code, err, out } = await hvspec(...argv);
    assert.equal(code, 2);
    assert.match(err, said);
    assert.equal(out, '');
  });
}

test('what is no kernel is refused at once, as is one that is not there', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-live-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const kernel = join(folder, 'bzImage');
  const asked = ['box', '-m', 'syndbg', '--cache', join(folder, 'cache'), '--kernel', kernel];
  const missing = await hvspec(...asked);
  assert.deepEqual([missing.code, missing.err.includes('cannot be read (ENOENT)')], [2, true]);
  writeFileSync(kernel, 'x'.repeat(5000));
  const garbage = await hvspec(...asked);
  assert.deepEqual([garbage.code, garbage.err.includes('it is no bzImage and no ELF file')], [2, true]);
});

test('a kernel that is not there, and modules that are none, are named', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-live-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const kernel = join(folder, 'bzImage');
  const asked = ['box', '-m', 'syndbg', '--cache', join(folder, 'cache'), '--kernel', kernel];
  assert.match((await hvspec(...asked)).err, /the kernel .*bzImage cannot be read \(ENOENT\)/);
  writeFileSync(kernel, 'x');
  const { code, err } = await hvspec(...asked, '--modules', folder);
  assert.equal(code, 2);
  assert.match(err, /no modules in .*: give what `make modules_install INSTALL_MOD_PATH=DIR` filled/);
});

test('the help of live has examples, and says where things are kept and what the exit codes mean', async () => {
  const { code, out } = await hvspec('live', '--help');
  assert.equal(code, 0);
  for (const part of ['--debian 6.12', 'make modules_install', 'XDG_CACHE_HOME', 'Exit codes'])
    assert.ok(out.includes(part), part);
});

test('the options are written again so that --subject takes them for the same', () => {
  const flags = {
    machine: 'nv',
    accel: 'tcg',
    kernel: "/it's here/Image",
    cold: true,
    refresh: true,
  } as const;
  const again = words(flags);
  assert.deepEqual(again, ['--machine', 'nv', '--kernel', "/it's here/Image", '--cold']);
  assert.deepEqual(splitArgv(again.map(quoted).join(' ')), again);
});
