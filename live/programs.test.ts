import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProgram, needPrograms, run } from './programs';
import { tested } from './testing/context';

test('all programs that are missing are named at once, with the line that installs them', () => {
  assert.throws(() => needPrograms(['qemu-system-x86_64', 'xz', 'lz4'], '/nowhere'), {
    name: 'LiveError',
    kind: 'missing',
    message: 'qemu-system-x86_64, xz, lz4 are not here: apt-get install lz4 qemu-system-x86 xz-utils',
  });
  assert.throws(() => needPrograms(['flock', 'setpriv'], ''), {
    message: /are not here: apt-get install util-linux$/,
  });
  assert.throws(() => needPrograms(['zstd'], ''), { message: 'zstd is not here: apt-get install zstd' });
});

test('what is on the path and may be run is found, and what may not is none', (t) => {
  const { cache } = tested(t);
  mkdirSync(join(cache, 'a'));
  writeFileSync(join(cache, 'a', 'tool'), '', { mode: 0o600 });
  writeFileSync(join(cache, 'tool'), '', { mode: 0o700 });
  assert.equal(findProgram('tool', `${cache}/a:${cache}`), join(cache, 'tool'));
  assert.equal(findProgram('tool', `${cache}/a`), null);
  needPrograms(['tool'], cache);
});

test('a program reads what it is given, and what it writes comes back', async (t) => {
  const input = Buffer.from('0123456789'.repeat(100_000));
  assert.deepEqual(await run(tested(t), ['cat'], { input }), input);
});

test('a program that fails is an error with its command, without the settings, and its last words, made harmless', async (t) => {
  const argv = [
    process.execPath,
    '-e',
    'console.error("no \\x1b[31mluck");process.exit(4)',
    '--',
    '-o',
    'Dir=/x',
  ] as const;
  await assert.rejects(run(tested(t), argv), {
    name: 'LiveError',
    message: /-e .* -- failed \(4\):\n {2}no \\x1b\[31mluck$/,
  });
});

test('an interruption ends the program that runs, and the next one does not start', async (t) => {
  const context = tested(t);
  const start = performance.now();
  const running = run(context, ['sleep', '60']);
  setTimeout(context.interrupt, 100);
  await assert.rejects(running, { name: 'LiveError', kind: 'interrupted' });
  assert.ok(performance.now() - start < 20_000);
  await assert.rejects(run(context, ['true']), { kind: 'interrupted' });
});
