import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { Finished } from './finished';
import { checkFinished, drop, finishedOf, isDone, settle, sweep, workFolder } from './finished';
import type { Job } from './jobs';

const root = mkdtempSync(join(tmpdir(), 'finished-'));
after(() => rmSync(root, { recursive: true }));
let out = '';
beforeEach(() => {
  out = mkdtempSync(join(root, 'out-'));
});

const JOB: Job = { key: 'x/mktme/all/1', machine: 'mktme', words: ['run', '--machine', 'mktme'] };
const SUITE = { name: 'hvspec', version: '1', digest: '0123456789abcdef' };
const DONE: Finished = { words: JOB.words, suite: SUITE, exit: 0, seconds: 1, outcome: 'conforms' };

/** Settles results with a report of this text. @returns what then lies in the job's place */
function settled(finished: Finished, report: string): string {
  const work = workFolder(out);
  writeFileSync(join(work, 'conformance.json'), report);
  settle(out, JOB, work, finished);
  drop(out, work);
  return readFileSync(join(out, JOB.key, 'conformance.json'), 'utf8');
}

test('results are there whole, and nothing else is', () => {
  assert.equal(finishedOf(out, JOB), null);
  assert.equal(settled(DONE, 'first'), 'first');
  assert.deepEqual(finishedOf(out, JOB), DONE);
  assert.deepEqual(readdirSync(out), ['x']);
});

test('of two workers the first one stays, and is counted once', () => {
  settled(DONE, 'first');
  assert.equal(settled({ ...DONE, exit: 1 }, 'second'), 'first');
  assert.deepEqual(finishedOf(out, JOB), DONE);
});

for (const exit of [2, null]) {
  test(`what ended with ${exit ?? 'no exit code'} is not done, and gives way`, () => {
    settled({ ...DONE, exit }, 'broken');
    assert.equal(isDone(finishedOf(out, JOB) as Finished), false);
    assert.equal(settled(DONE, 'second'), 'second');
    assert.deepEqual(finishedOf(out, JOB), DONE);
  });
}

test('without its report a job is not done', () => {
  settled(DONE, 'first');
  rmSync(join(out, JOB.key, 'conformance.json'));
  assert.equal(finishedOf(out, JOB), null);
  assert.equal(settled(DONE, 'again'), 'again');
});

test('results that cannot be written are one clear error, and nothing of them stays', () => {
  writeFileSync(join(out, 'x'), 'a file');
  const work = workFolder(out);
  assert.throws(
    () => settle(out, JOB, work, DONE),
    /^ReportError: cannot write the results .*x\/mktme\/all\/1: .*choose another folder \((ENOTDIR|EEXIST)\)$/,
  );
  assert.equal(existsSync(work), false);
});

test('what another worker is writing stays when one has come to its end', () => {
  const [mine, other] = [workFolder(out), workFolder(out)];
  drop(out, mine);
  assert.deepEqual([existsSync(mine), existsSync(other)], [false, true]);
  drop(out, other);
  assert.deepEqual(readdirSync(out), []);
});

test('what a killed worker left goes once no job can be at it any more', () => {
  const [killed, working] = [workFolder(out), workFolder(out)];
  const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);
  utimesSync(killed, ago(3700), ago(3700));
  utimesSync(working, ago(3500), ago(3500));
  sweep(out, 60_000);
  assert.deepEqual([existsSync(killed), existsSync(working)], [false, true]);
  sweep(join(out, 'not-there'), 60_000);
});

test('a failure has been shown: it is done', () => {
  assert.deepEqual(
    [0, 1, 3].map((exit) => isDone({ ...DONE, exit })),
    [true, true, true],
  );
});

test('what lies there of an ended worker is no result', () => {
  mkdirSync(join(out, JOB.key), { recursive: true });
  for (const text of ['', '{', '[]', '{"exit":0}', JSON.stringify({ ...DONE, exit: '0' })]) {
    writeFileSync(join(out, JOB.key, 'job.json'), text);
    assert.equal(finishedOf(out, JOB), null, text);
  }
  assert.equal(settled(DONE, 'whole'), 'whole');
});

test('results of another command or suite are neither taken nor removed', () => {
  settled(DONE, 'first');
  checkFinished(out, JOB, DONE, SUITE);
  assert.throws(
    () => checkFinished(out, { ...JOB, words: ['run'] }, DONE, SUITE),
    /x\/mktme\/all\/1 has the results of another command/,
  );
  assert.throws(
    () => checkFinished(out, JOB, DONE, { ...SUITE, digest: 'f' }),
    /another version of the suite/,
  );
  assert.ok(existsSync(join(out, JOB.key, 'job.json')));
});
