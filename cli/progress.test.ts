import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PassThrough } from 'node:stream';
import type { Pickle } from '@cucumber/messages';
import { TestStepResultStatus as Status } from '@cucumber/messages';
import type { Executed } from '../reports/executed';
import type { Output } from './output';
import { progressOn } from './progress';

function ran(uri: string, status: Status): Executed {
  const pickle = { uri, name: 'X\u001b[2J' } as Pickle;
  return { pickle, status, steps: [], verdicts: [] };
}

function outputTo(said: string[], terminal: Output['terminal'] = null): Output {
  return {
    out: () => assert.fail('progress is no result'),
    err: (text) => said.push(text),
    colour: false,
    terminal,
  };
}

test('without a terminal: a line at the start and one for each file, once it is done or the run is', () => {
  const said: string[] = [];
  const progress = progressOn(outputTo(said));
  progress.start(['a', 'a', 'b', 'c', 'd', 'd', 'e']);
  for (const one of [
    ran('a', Status.PASSED),
    ran('c', Status.UNDEFINED),
    ran('a', Status.FAILED),
    ran('d', Status.PASSED),
    ran('b', Status.SKIPPED),
  ]) {
    progress.finished(one);
  }
  progress.stop();
  assert.deepEqual(said, [
    'running 7 cases',
    '[1/7] c: 1 case, 1 not passed',
    '[3/7] a: 2 cases, 1 not passed',
    '[4/7] b: 1 case',
    '[5/7] d: 1 case',
  ]);
});

test('a run of nothing says nothing', () => {
  const said: string[] = [];
  const progress = progressOn(outputTo(said));
  progress.start([]);
  progress.stop();
  assert.deepEqual(said, []);
});

test('on a terminal: a bar that goes away, without control characters of a name', () => {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 100,
    cursorTo: () => true,
    clearLine: () => true,
  });
  const said: string[] = [];
  const progress = progressOn(outputTo(said, stream as unknown as NodeJS.WriteStream));
  progress.start(['a']);
  progress.finished(ran('a', Status.FAILED));
  progress.stop();
  const drawn = (stream.read() as Buffer).toString();
  assert.match(drawn, /0\/1 cases, 0 not passed/);
  assert.ok(!drawn.includes('\u001b[2J'));
  assert.deepEqual(said, []);
});
