/** Whoever is killed without being able to clean up leaves nothing all the same. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LAYOUT } from '../reports/layout';
import { commandLines, tested } from './testing/context';

const LAUNCH = ['-r', './bin/sources.js', join(__dirname, 'testing', 'launch.ts')];
const PATIENCE_MS = 30_000;

async function until(condition: () => boolean, what: string): Promise<void> {
  const over = AbortSignal.timeout(PATIENCE_MS);
  while (!condition()) {
    assert.ok(!over.aborted, `never: ${what}`);
    await sleep(20);
  }
}

function emulators(cache: string): number {
  return commandLines().filter(
    (command) =>
      command.includes('fake-qemu.js\0') && command.includes(cache) && !command.startsWith('setpriv'),
  ).length;
}

/** Everything that has to do with the cache, but the launcher itself. */
function others(cache: string): readonly string[] {
  return commandLines().filter((command) => command.includes(cache) && !command.includes('launch.ts'));
}

function launched(t: TestContext, argv: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, argv, { cwd: LAYOUT.root, stdio: ['pipe', 'ignore', 'ignore'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

test('where the launcher is killed while a machine boots, the machine and all that was under way are gone', async (t) => {
  const { cache } = tested(t);
  const launcher = launched(t, [...LAUNCH, cache, 'silent']);
  await until(() => emulators(cache) === 1, 'the machine boots');
  assert.equal(readdirSync(join(cache, 'work')).length, 1);
  launcher.kill('SIGKILL');
  await until(() => others(cache).length === 0, 'all processes have ended');
  assert.deepEqual(readdirSync(join(cache, 'work')), []);
  assert.equal(existsSync(join(cache, 'frozen')), false);
});

test('where a box is killed, its machine is gone', async (t) => {
  const { cache } = tested(t);
  const box = launched(t, [...LAUNCH, cache, 'silent', '--serve']);
  await until(() => emulators(cache) === 1, 'the machine boots');
  box.kill('SIGKILL');
  await until(() => others(cache).length === 0, 'all processes have ended');
});

test('where the parent of a box is killed, the box and its machine are gone', async (t) => {
  const { cache } = tested(t);
  const script =
    'require("node:child_process").spawn(process.execPath, process.argv.slice(1), { stdio: "inherit" })';
  const parent = launched(t, ['-e', script, '--', ...LAUNCH, cache, 'silent', '--serve']);
  await until(() => emulators(cache) === 1, 'the machine boots');
  parent.kill('SIGKILL');
  await until(() => commandLines().every((command) => !command.includes(cache)), 'all processes have ended');
});
