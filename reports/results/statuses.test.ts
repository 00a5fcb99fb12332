import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conformance } from '../report-types';
import type { Fate } from '../testing/sample-run';
import { messages, PASS, reportOf } from '../testing/sample-run';

function statuses(fate: Fate): Record<string, string> {
  const report = reportOf(messages(({ name }) => (name.startsWith('CONTROL') ? fate : PASS)));
  return Object.fromEntries(report.requirements.flatMap(lines));
}

function lines({ id, statuses: all }: Conformance['requirements'][number]): [string, string][] {
  return all.map(({ profile, status, cases }) => [`${id} ${profile}`, [status, ...cases].join(' ')]);
}

test('each requirement has a status in the profiles that it holds in and the subject offers', () => {
  assert.deepEqual(statuses({ verdicts: [{ profile: 'v6' }, { profile: 'upstream' }] }), {
    'SYNDBG-05 v6': 'covered-pass syndbg.stored',
    'SYNDBG-05 upstream': 'covered-pass syndbg.stored',
    'SYNDBG-13 upstream': 'covered-pass syndbg.refused:options syndbg.refused:status',
    'SYNDBG-20 upstream': 'not-covered',
    'SYNDBG-27 v6': 'excluded',
  });
});

for (const verdict of ['fail', 'expected-fail', 'untestable', 'error'] as const) {
  test(`after ${verdict} it cannot be said to hold`, () => {
    const found = statuses({ verdicts: [{ profile: 'v6', verdict, message: 'm' }, { profile: 'upstream' }] });
    assert.equal(found['SYNDBG-05 v6'], 'fail syndbg.stored');
    assert.equal(found['SYNDBG-05 upstream'], 'covered-pass syndbg.stored');
  });
}

test('where no case applies it is inapplicable', () => {
  const found = statuses({ verdicts: [{ profile: 'v6', verdict: 'inapplicable', message: 'm' }] });
  assert.equal(found['SYNDBG-05 v6'], 'inapplicable syndbg.stored');
});

test('a failure tells on a requirement that the case is not tagged with', () => {
  const found = statuses({
    verdicts: [{ profile: 'upstream', verdict: 'fail', message: 'm', broken: ['SYNDBG-20'] }],
  });
  assert.equal(found['SYNDBG-20 upstream'], 'fail syndbg.stored');
});
