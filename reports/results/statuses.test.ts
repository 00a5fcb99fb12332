import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunData } from '../conformance';
import type { Conformance } from '../report-types';
import type { Fate } from '../testing/sample-run';
import { FEATURE, messages, PASS, reportOf } from '../testing/sample-run';

function statuses(fate: Fate, more: Partial<RunData> = {}, text = FEATURE): Record<string, string> {
  const ran = messages(({ name }) => (name.startsWith('CONTROL') ? fate : PASS), text);
  return Object.fromEntries(reportOf(ran, more).requirements.flatMap(lines));
}

function lines({ id, statuses: all }: Conformance['requirements'][number]): [string, string][] {
  return all.map(({ profile, status, passed, of, cases }) => [
    `${id} ${profile}`,
    [status, `${passed}/${of}`, ...cases].join(' '),
  ]);
}

const BOTH: Fate = { verdicts: [{ profile: 'v6' }, { profile: 'upstream' }] };

/** The first case with the verdict in v6. */
function stored(verdict: NonNullable<Fate['verdicts']>[number]): string | undefined {
  return statuses({ verdicts: [{ profile: 'v6', message: 'm', ...verdict }, { profile: 'upstream' }] })[
    'SYNDBG-05 v6'
  ];
}

test('each requirement has a status in the profiles that it holds in and the subject offers', () => {
  assert.deepEqual(statuses(BOTH), {
    'SYNDBG-05 v6': 'shown 1/1 syndbg.stored',
    'SYNDBG-05 upstream': 'shown 1/1 syndbg.stored',
    'SYNDBG-13 upstream': 'shown 2/2 syndbg.refused:options syndbg.refused:status',
    'SYNDBG-20 upstream': 'not-covered 0/0',
    'SYNDBG-27 v6': 'excluded 0/0',
  });
});

test('a run of one case never shows a requirement that has two', () => {
  const one = messages(({ name }) => (name.startsWith('options') ? PASS : null));
  const report = reportOf(one);
  assert.equal(
    Object.fromEntries(report.requirements.flatMap(lines))['SYNDBG-13 upstream'],
    'partly 1/2 syndbg.refused:options syndbg.refused:status',
  );
});

test('what does not apply to the subject leaves a requirement partly shown', () => {
  const ran = messages(({ name }) =>
    name.startsWith('options')
      ? PASS
      : { verdicts: [{ profile: 'upstream', verdict: 'inapplicable', message: 'needs x' }] },
  );
  const found = Object.fromEntries(reportOf(ran).requirements.flatMap(lines));
  assert.match(found['SYNDBG-13 upstream'] ?? '', /^partly 1\/2 /);
  assert.match(found['SYNDBG-05 upstream'] ?? '', /^inapplicable 0\/1 /);
});

test('a case fails the requirement that broke, and does not show its others', () => {
  assert.equal(stored({ verdict: 'fail', broken: ['SYNDBG-05'] }), 'fail 0/1 syndbg.stored');
  assert.equal(stored({ verdict: 'expected-fail', broken: ['SYNDBG-05'] }), 'fail 0/1 syndbg.stored');
  assert.equal(stored({ verdict: 'fail', broken: ['SYNDBG-20'] }), 'not-shown 0/1 syndbg.stored');
});

test('a failure tells on a requirement that the case is not tagged with', () => {
  const verdict = { profile: 'upstream', verdict: 'fail', message: 'm', broken: ['SYNDBG-13'] } as const;
  const found = statuses({ verdicts: [verdict] });
  assert.equal(
    found['SYNDBG-13 upstream'],
    'fail 2/2 syndbg.refused:options syndbg.refused:status syndbg.stored',
  );
  assert.equal(found['SYNDBG-05 upstream'], 'not-shown 0/1 syndbg.stored');
});

for (const verdict of ['untestable', 'inconclusive', 'error'] as const) {
  test(`after ${verdict} it is not shown, and nothing is said to have broken`, () => {
    assert.equal(stored({ verdict }), 'not-shown 0/1 syndbg.stored');
  });
}

test('what was merely seen of a kernel differs, though a case may hold', () => {
  assert.equal(stored({ verdict: 'differs', broken: ['SYNDBG-05'] }), 'differs 0/1 syndbg.stored');
  assert.equal(stored({ verdict: 'pass', unlike: ['SYNDBG-05'] }), 'differs 1/1 syndbg.stored');
});

test('where no case applies it is inapplicable, whether the cases were selected or not', () => {
  assert.equal(stored({ verdict: 'inapplicable' }), 'inapplicable 0/1 syndbg.stored');
  const needy = FEATURE.replace('@syndbg.stored', '@syndbg.stored @needs-hypercalls');
  const none = messages(() => null, needy);
  const found = Object.fromEntries(reportOf(none).requirements.flatMap(lines));
  assert.equal(found['SYNDBG-05 v6'], 'inapplicable 0/1 syndbg.stored');
  assert.match(found['SYNDBG-13 upstream'] ?? '', /^not-shown 0\/2 /);
});

test("a case about another choice than the subject's is none that it could pass", () => {
  const chosen = FEATURE.replace('@syndbg.stored', '@syndbg.stored @choice-sysfd_get=count0');
  const ran: Fate = { verdicts: [{ profile: 'v6', verdict: 'inapplicable', message: 'm' }] };
  assert.equal(statuses(ran, {}, chosen)['SYNDBG-05 v6'], 'inapplicable 0/0');
  assert.equal(statuses(BOTH, { reference: true }, chosen)['SYNDBG-05 v6'], 'shown 1/1 syndbg.stored');
});
