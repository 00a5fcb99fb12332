import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaseReport, Conformance } from '../reports/report-types';
import type { Judged } from './live-table';
import { exitOfAll, matrixText } from './live-table';
import { sumsText } from './live-boxes';

function resultOf(...verdicts: readonly CaseReport['verdict'][]): Conformance {
  return { cases: verdicts.map((verdict) => ({ verdict })) } as unknown as Conformance;
}

function judged(debian: string, exit: number, result: Conformance | null, why = ''): Judged {
  const row = {
    machine: 'nv',
    debian,
    suites: ['sid'],
    profile: 'upstream',
    limits: ['The emulator answers.'],
  };
  return { row, release: `${debian}.1`, emulator: 'QEMU', seconds: 12.34, result, why, exit };
}

const GREEN = judged('7.2', 0, resultOf('pass', 'pass', 'inapplicable'));
const RED = judged('6.17', 1, resultOf('pass', 'fail'));
const MISSING = judged('7.3', 3, null, 'no Linux 7.3 in Debian now');
const BROKEN = judged('7.4', 2, null, 'the kernel did not start');

test('each kernel has a line with its counts, its time and its verdict', () => {
  const text = matrixText([GREEN, RED]);
  assert.match(text, /nv .* 7\.2\.1 .* QEMU .* 2 .* 0 .* 1 .* 3 .* 12\.3 .* conforms/);
  assert.match(text, /nv .* 6\.17\.1 .* 1 .* 1 .* 0 .* 2 .* 12\.3 .* does not conform/);
});

test('a kernel that was not run is no green one, and says why', () => {
  const text = matrixText([GREEN, MISSING, BROKEN]);
  assert.match(text, /7\.3\.1 .* – .* not run/);
  assert.match(text, /7\.4\.1 .* – .* broken/);
  assert.match(text, /^not run: nv on 7\.3: no Linux 7\.3 in Debian now$/m);
});

test('a kernel whose run was interrupted is not called wrong', () => {
  assert.match(matrixText([judged('7.5', 130, resultOf('pass'))]), /7\.5\.1 .* 1 .* interrupted/);
  assert.match(matrixText([judged('7.6', 130, null, 'interrupted')]), /7\.6\.1 .* – .* interrupted/);
});

test('what the emulator is known for is told once, with the kernels', () => {
  assert.match(matrixText([GREEN, RED]), /^nv on 7\.2, nv on 6\.17: The emulator answers\.$/m);
});

test('the worst of the kernels gives the exit code, and none at all is nothing executed', () => {
  assert.equal(exitOfAll([GREEN]), 0);
  assert.equal(exitOfAll([GREEN, MISSING]), 3);
  assert.equal(exitOfAll([GREEN, MISSING, RED]), 1);
  assert.equal(exitOfAll([GREEN, BROKEN, RED]), 2);
  assert.equal(exitOfAll([]), 3);
});

test('parts of a run are summed, and one without a result is not forgotten', () => {
  const parts = [
    { exit: 0, result: resultOf('pass', 'pass') },
    { exit: 1, result: resultOf('fail', 'pass') },
  ];
  assert.equal(sumsText(parts), '2 boxes: 3 pass, 1 fail');
  assert.equal(
    sumsText([...parts, { exit: 2, result: null }]),
    '3 boxes: 3 pass, 1 fail, 1 without a result',
  );
});
