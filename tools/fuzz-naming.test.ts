import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Judged } from '../fuzz/name';
import { saysTheSame } from './fuzz-naming';

const failing = (...blames: readonly string[]): Judged => ({
  verdict: 'fail',
  requirements: [],
  broken: blames.slice(0, 1),
  perhaps: blames.slice(1),
});
const differs = (...owners: readonly string[]) => ({ owners });

test('two requirements say the same where no field that differs, and no case that fails, is of one alone', () => {
  const same = (differences: readonly { owners: readonly string[] }[], cases: readonly Judged[]): boolean =>
    saysTheSame('S-1', 'S-2', differences, cases);
  const [both, other] = [differs('S-1', 'S-2', 'S-3'), differs('S-3')];
  const [either, neither] = [failing('S-2', 'S-1'), failing('S-3')];
  assert.equal(same([both, other], [either, neither]), true);
  assert.equal(same([both, differs('S-2')], [either]), false);
  assert.equal(same([both], [either, failing('S-1', 'S-3')]), false);
  // That neither is spoken of anywhere says nothing.
  assert.equal(same([other], [either]), false);
  assert.equal(same([both], [neither]), false);
  // What holds is told by cases that pass, and they are no failures.
  assert.equal(same([both], [either, { verdict: 'pass', requirements: ['S-1'] }]), true);
});
