/** Our own end, however it comes, is the end of every adapter. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { killAll } from './process-subject';
import { misbehaving, PATIENT, started, survivors, WRITE } from './testing/misbehaved';

const SCRIPT = `
  const { ProcessSubject } = require(${JSON.stringify(join(__dirname, 'process-subject'))});
  ProcessSubject.start(${JSON.stringify(misbehaving('family'))}).then(({ description }) => {
    console.log(description.version);
    AFTERWARDS;
  });
`;

/** What happens to a program with an open subject, and how it then ends. */
const ENDS: readonly (readonly [
  string,
  string,
  NodeJS.Signals | null,
  number | null,
  NodeJS.Signals | null,
])[] = [
  ['Ctrl-C', '', 'SIGINT', null, 'SIGINT'],
  ['SIGTERM', '', 'SIGTERM', null, 'SIGTERM'],
  ['a closed terminal', '', 'SIGHUP', null, 'SIGHUP'],
  ['Ctrl-\\', '', 'SIGQUIT', null, 'SIGQUIT'],
  ['abort', '', 'SIGABRT', null, 'SIGABRT'],
  ['the end of its CPU time', '', 'SIGXCPU', null, 'SIGXCPU'],
  [
    'Ctrl-C that the program handles itself',
    'process.on("SIGINT", () => process.exit(5))',
    'SIGINT',
    5,
    null,
  ],
  ['process.exit', 'process.exit(4)', null, 4, null],
  ['an exception that nobody catches', 'setImmediate(() => { throw new Error("oh") })', null, 1, null],
];

for (const [what, afterwards, signal, code, endedBy] of ENDS) {
  test(`${what} leaves no process behind`, async () => {
    const argv = ['-r', './bin/sources.js', '-e', SCRIPT.replace('AFTERWARDS', afterwards)];
    const program = spawn(process.execPath, argv, {
      stdio: ['ignore', 'pipe', 'ignore'],
      cwd: join(__dirname, '..'),
    });
    const ended = once(program, 'exit');
    const [pids] = (await once(program.stdout, 'data')) as [Buffer];
    if (signal) program.kill(signal);
    assert.deepEqual(await ended, [code, endedBy]);
    const all = String(pids).trim().split(' ').map(Number);
    assert.equal(all.length, 3, 'the adapter and its two children');
    assert.deepEqual(await survivors(all), []);
  });
}

const onLinux = { skip: process.platform === 'linux' ? false : 'only Linux tells who came from whom' };

test('descendants in sessions of their own are killed with the adapter', onLinux, async () => {
  const { pids } = await started('family-apart', PATIENT);
  assert.equal(pids.length, 3);
  killAll();
  assert.deepEqual(await survivors(pids), []);
});

test('a shutdown, and a crash, take those along that left the group', onLinux, async () => {
  const good = await started('orphan-apart', PATIENT);
  assert.equal(await good.subject.shutdown(), null);
  assert.deepEqual(await survivors(good.pids), []);
  const bad = await started('orphan-apart', PATIENT);
  await assert.rejects(bad.subject.step(WRITE), { reason: 'crash' });
  assert.equal(bad.pids.length, 2);
  assert.deepEqual(await survivors(bad.pids), []);
});
