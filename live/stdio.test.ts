import assert from 'node:assert/strict';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { familyOf } from './stdio';

/** Processes by number: parent, and whether they carry the mark of a subject. */
function told(processes: Readonly<Record<number, readonly [parent: number, marked: boolean]>>) {
  return (pid: number, file: 'environ' | 'stat'): string => {
    const [parent, marked] = processes[pid] ?? [];
    if (parent === undefined) return '';
    return file === 'stat'
      ? `${pid} (a) b) (sh) S ${parent} 1 1 0`
      : marked
        ? 'A=1\0HVSPEC_SUBJECT=x\0'
        : 'A=1\0';
  };
}

test('the family is all parents up to the suite, which does not carry the mark', () => {
  const processes = told({ 9: [8, true], 8: [7, true], 7: [6, false], 6: [5, false], 5: [1, false] });
  assert.deepEqual(familyOf(9, processes), [8, 7]);
});

test('without a suite it is the parent alone', () => {
  assert.deepEqual(familyOf(9, told({ 9: [8, false], 8: [7, false], 7: [1, false] })), [8]);
});

test('where the suite is killed, the family is another one', () => {
  const before = { 9: [8, true], 8: [7, true], 7: [6, false], 6: [1, false] } as const;
  const after = { 9: [8, true], 8: [1, true], 6: [1, false] } as const;
  assert.notDeepEqual(familyOf(9, told(after)), familyOf(9, told(before)));
});

const SERVE = `
  const { serve } = require(${JSON.stringify(join(__dirname, 'stdio'))});
  serve({ argv: JSON.parse(process.argv[1]) }).then((code) => process.exit(code));
`;

/** A box in a process of its own, which is the child of a shell that can be killed as a suite is. */
function boxed(t: TestContext, argv: readonly string[]): ChildProcessWithoutNullStreams {
  const words = ['-r', join(__dirname, '../bin/sources.js'), '-e', SERVE, JSON.stringify(argv)];
  const child = spawn(process.execPath, words);
  t.after(() => void child.kill('SIGKILL'));
  return child;
}

async function endOf(child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; said: string }> {
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

test('an emulator that gives up by a signal is a broken subject, with the signal told; one that ends gives its own code', async (t) => {
  const aborted = await endOf(boxed(t, ['sh', '-c', 'kill -ABRT $$']));
  assert.equal(aborted.code, 2);
  assert.match(aborted.said, /the emulator was ended by SIGABRT/);
  assert.equal((await endOf(boxed(t, ['sh', '-c', 'exit 7']))).code, 7);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)
  test(`${signal} ends the emulator with the box: 130, and nothing is left`, async (t) => {
    const child = boxed(t, ['sh', '-c', 'echo $$; exec sleep 1000']);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const end = endOf(child);
    child.kill(signal);
    assert.equal((await end).code, 130);
    assert.throws(() => process.kill(Number(line.toString()), 0), { code: 'ESRCH' });
  });

// The race: the suite is killed while the box has just been started, before its emulator has said anything.
for (const delay of [0, 1, 50])
  test(`a suite that is killed ${delay} ms after the emulator began leaves neither box nor emulator`, async (t) => {
    const inner = [process.execPath, '-r', join(__dirname, '../bin/sources.js'), '-e', SERVE];
    const argv = JSON.stringify(['sh', '-c', 'echo $PPID $$; exec sleep 1000']);
    const suite = spawn('sh', ['-c', '"$@" & wait', 'suite', ...inner, argv]);
    t.after(() => void suite.kill('SIGKILL'));
    const [line] = (await once(suite.stdout, 'data')) as [Buffer];
    const pids = line.toString().trim().split(' ').map(Number);
    await new Promise((resolve) => setTimeout(resolve, delay));
    suite.kill('SIGKILL');
    await once(suite.stdout, 'close');
    assert.equal(pids.length, 2);
    for (const pid of pids) await gone(pid);
  });

/** A zombie of a parent that was killed is reaped by somebody else, soon. */
async function gone(pid: number): Promise<void> {
  for (let i = 0; i < 200 && existsSync(`/proc/${pid}`) && !isZombie(pid); i += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(!existsSync(`/proc/${pid}`) || isZombie(pid), String(pid));
}

function isZombie(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    return true;
  }
}
