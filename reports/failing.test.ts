import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureGroups, othersTitle } from './failing';
import type { CaseReport } from './report-types';

function result(id: string, operations: number, rest: Partial<CaseReport> = {}): CaseReport {
  const place = { machine: 'syndbg', profile: 'upstream', scenario: 'X', feature: 'f.feature', line: 1 };
  const trace = Array.from({ length: operations }, () => ({ op: { op: 'run' }, outcome: { outcome: 'ok' } }));
  const message = 'm';
  return { id, ...place, verdict: 'fail', requirements: [], exercised: [], message, trace, ...rest };
}

function groups(...cases: readonly CaseReport[]): readonly string[] {
  return failureGroups({ cases: [...cases] }).map(({ first, others }) =>
    [first.broken?.[0] ?? '-', first.id, ...others.map(({ id }) => id)].join(' '),
  );
}

test('by what broke, the shortest failure first, the group with the shortest before the others', () => {
  assert.deepEqual(
    groups(
      result('a', 5, { broken: ['SYNDBG-18'] }),
      result('b', 9, { broken: ['SYNDBG-07'] }),
      result('c', 1, { broken: ['SYNDBG-07'] }),
      result('d', 2, { broken: ['SYNDBG-18'] }),
    ),
    ['SYNDBG-07 c b', 'SYNDBG-18 d a'],
  );
});

test('of equally short ones the example comes before the property', () => {
  const reproducer = { seed: 1, path: '0', scenario: 's' };
  assert.deepEqual(
    groups(result('a', 2, { broken: ['X-01'], reproducer }), result('b', 2, { broken: ['X-01'] })),
    ['X-01 b a'],
  );
});

test('what breaks no requirement is grouped by how it went wrong, whatever the numbers', () => {
  assert.deepEqual(
    groups(
      result('a', 0, { verdict: 'error', message: 'ended by SIGSEGV after 17 requests\nx' }),
      result('b', 0, { verdict: 'error', message: 'ended by SIGSEGV after 3 requests\ny' }),
      result('c', 0, { verdict: 'error', message: 'no answer' }),
      result('d', 0, { verdict: 'pass' }),
      result('e', 0, { verdict: 'differs' }),
    ),
    ['- a b', '- c'],
  );
});

test('what was not tried stands after what broke', () => {
  const message = 'not tried: the adapter had broken 11 times before, last so: ended by SIGSEGV';
  assert.deepEqual(
    groups(
      result('a', 0, { verdict: 'error', message }),
      result('b', 0, { verdict: 'error', message }),
      result('c', 3, { verdict: 'error', message: 'ended by SIGSEGV' }),
    ),
    ['- c', '- a b'],
  );
});

test('the others are announced by what they have in common', () => {
  const title = (count: number, rest: Partial<CaseReport>): string => {
    const cases = Array.from({ length: count }, (_, i) => result(`c${i}`, 1, rest));
    const [group] = failureGroups({ cases });
    assert.ok(group);
    return othersTitle(group);
  };
  assert.equal(title(3, { broken: ['X-01'] }), '2 others fail by X-01, too');
  assert.equal(title(2, { broken: ['X-01'] }), '1 other fails by X-01, too');
  assert.equal(title(2, { verdict: 'inconclusive' }), '1 other in the same way');
});

test('of equally short failures those come first that agree with most others on what is broken', () => {
  assert.deepEqual(
    groups(
      result('a', 2, { broken: ['X-01'] }),
      result('b', 2, { broken: ['X-02'] }),
      result('c', 5, { broken: ['X-02'] }),
    ),
    ['X-02 b c', 'X-01 a'],
  );
});
