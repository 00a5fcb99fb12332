import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Frozen } from './freeze';
import { frozen } from './freeze';
import type { Tested } from './testing/context';
import { commandLines, tested } from './testing/context';

const FAKE = join(__dirname, 'testing', 'fake-qemu.js');

function given({ cache }: Tested, mode: string, patience = 30_000): Frozen {
  const [kernel, initrd] = [join(cache, 'kernel'), join(cache, 'initrd')];
  for (const path of [kernel, initrd]) if (!existsSync(path)) writeFileSync(path, path);
  return { boot: [process.execPath, FAKE, mode, cache], version: '9.0.1', kernel, initrd, patience };
}

function nothingLeft({ cache }: Tested): void {
  assert.deepEqual(readdirSync(join(cache, 'work')), []);
  const left = commandLines().filter((command) => command.includes(`${FAKE}\0`) && command.includes(cache));
  assert.deepEqual(left, []);
}

test('a machine that says it is ready is migrated into a file, and that is kept', async (t) => {
  const context = tested(t);
  const file = await frozen(context, given(context, 'boot'));
  assert.equal(readFileSync(file, 'utf8'), 'frozen');
  assert.deepEqual(readdirSync(join(file, '..')), ['state']);
  assert.equal(await frozen(context, given(context, 'boot')), file);
  assert.equal(context.said.filter((line) => line.startsWith('freezing:')).length, 1);
  nothingLeft(context);
});

test('another kernel, initramfs, command line or QEMU is another machine', async (t) => {
  const context = tested(t);
  const files = new Set([await frozen(context, given(context, 'boot'))]);
  files.add(await frozen(context, { ...given(context, 'boot'), version: '9.0.2' }));
  files.add(
    await frozen(context, {
      ...given(context, 'boot'),
      boot: [process.execPath, FAKE, 'boot', context.cache, '-m'],
    }),
  );
  writeFileSync(join(context.cache, 'initrd'), 'another');
  files.add(await frozen(context, given(context, 'boot')));
  writeFileSync(join(context.cache, 'kernel'), 'another');
  files.add(await frozen(context, given(context, 'boot')));
  assert.equal(files.size, 5);
});

test("a kernel that ends before it is ready is an error with its console's last lines, made harmless", async (t) => {
  const context = tested(t);
  await assert.rejects(frozen(context, given(context, 'panic')), {
    name: 'LiveError',
    kind: 'broken',
    message:
      /did not start its adapter: Kernel panic - not syncing\. Its console said last:\n.*cannot open \\x1b\[31mroot.*\n.*Kernel panic/,
  });
  assert.equal(existsSync(join(context.cache, 'frozen')), false);
  nothingLeft(context);
});

test('a kernel that says nothing is waited for no longer than it was given', async (t) => {
  const context = tested(t);
  await assert.rejects(frozen(context, given(context, 'silent', 500)), {
    kind: 'broken',
    message: /did not start its adapter in 0\.5 s\. Its console said last:\n {2}nothing/,
  });
  nothingLeft(context);
});

test('a machine that QEMU refuses to migrate is an error in its words', async (t) => {
  const context = tested(t);
  await assert.rejects(frozen(context, given(context, 'refuse')), {
    kind: 'broken',
    message: 'QEMU refuses migrate: State blocked',
  });
  assert.equal(existsSync(join(context.cache, 'frozen')), false);
  nothingLeft(context);
});

for (const [phase, mode] of [
  ['boots', 'silent'],
  ['is frozen', 'slow'],
] as const) {
  test(`an interruption while it ${phase} ends the machine and leaves nothing`, async (t) => {
    const context = tested(t);
    const making = frozen(context, given(context, mode));
    const isTime = (): boolean => context.said.includes('freezing …');
    const waiting = setInterval(() => {
      if (isTime()) context.interrupt();
    }, 20);
    if (mode === 'silent') setTimeout(context.interrupt, 1000);
    await assert.rejects(making, { kind: 'interrupted' });
    clearInterval(waiting);
    assert.equal(isTime(), mode === 'slow');
    nothingLeft(context);
  });
}
