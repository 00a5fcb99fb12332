import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Envelope } from '@cucumber/messages';
import type { CaseReport } from '../report-types';
import type { Fate } from '../testing/sample-run';
import { FEATURE, messages, PASS, RUN, URI } from '../testing/sample-run';
import { resultsOf } from './results';

/** Results of the first case alone, with what became of it; the others pass. */
function first(fate: Fate): readonly CaseReport[] {
  const all = resultsOf(
    messages(({ name }) => (name.startsWith('CONTROL') ? fate : PASS)),
    RUN.subject,
  );
  return all.filter(({ id }) => id === 'syndbg.stored');
}

test('each verdict is a result, sorted by id and then profile', () => {
  const two = { verdicts: [{ profile: 'v6' }, { profile: 'upstream' }] };
  const results = resultsOf(
    messages(({ name }) => (name.startsWith('CONTROL') ? two : PASS)),
    RUN.subject,
  );
  assert.deepEqual(
    results.map(({ id, profile }) => `${id} ${profile}`),
    [
      'syndbg.refused:options upstream',
      'syndbg.refused:status upstream',
      'syndbg.stored upstream',
      'syndbg.stored v6',
    ],
  );
  assert.deepEqual(results[2], {
    id: 'syndbg.stored',
    profile: 'upstream',
    machine: 'syndbg',
    scenario: 'CONTROL keeps what is written',
    feature: URI,
    line: 8,
    verdict: 'pass',
    requirements: ['SYNDBG-05'],
    exercised: ['SYNDBG-05'],
  });
});

test('a failure keeps all that was said of it', () => {
  const trace = [{ op: { op: 'a' }, outcome: { outcome: 'ok' } }];
  const reproducer = { seed: 1, path: '0', scenario: 's' };
  const said = {
    verdict: 'fail',
    message: 'm',
    broken: ['SYNDBG-05'],
    step: 's',
    trace,
    reproducer,
    killed: ['x'],
  } as const;
  const [result] = first({
    verdicts: [{ ...said, profile: 'v6' }],
    broke: { at: 2, status: 'FAILED' } as NonNullable<Fate['broke']>,
  });
  assert.deepEqual({ ...result, ...said }, result);
});

const BROKEN = [
  [
    'an undefined step',
    { verdicts: [{ profile: 'v6' }], broke: { at: 1, status: 'UNDEFINED' } },
    /no phrase fits/,
  ],
  [
    'an ambiguous step',
    { verdicts: [{ profile: 'v6' }], broke: { at: 1, status: 'AMBIGUOUS', message: 'two fit' } },
    /two fit/,
  ],
  ['a pending step', { verdicts: [{ profile: 'v6' }], broke: { at: 1, status: 'PENDING' } }, /pending/],
  ['a skipped step', { verdicts: [{ profile: 'v6' }], broke: { at: 1, status: 'SKIPPED' } }, /skipped/],
  [
    'a failure that no verdict tells of',
    { verdicts: [{ profile: 'v6' }], broke: { at: 0, status: 'FAILED', message: 'boom' } },
    /boom/,
  ],
  [
    'a failed hook around an inapplicable case',
    {
      verdicts: [{ profile: 'v6', verdict: 'inapplicable' }],
      broke: { at: 0, status: 'FAILED', message: 'boom' },
    },
    /boom/,
  ],
  ['no verdict at all', { verdicts: null }, /without a verdict/],
  ['an empty list of verdicts', { verdicts: [] }, /without a verdict/],
  ['a run that ended in it', { verdicts: [{ profile: 'v6' }], ends: false }, /the run ended before/],
] as const;

for (const [what, fate, message] of BROKEN) {
  test(`${what} is an error, though nothing else says so`, () => {
    const results = first(fate as unknown as Fate);
    assert.ok(results.length > 0);
    for (const result of results) {
      assert.equal(result.verdict, 'error');
      assert.match(result.message ?? '', message);
      assert.deepEqual(result.requirements, ['SYNDBG-05']);
    }
  });
}

test('without verdicts there is an error in each profile that was offered', () => {
  assert.deepEqual(
    first({ verdicts: null }).map(({ profile }) => profile),
    ['upstream', 'v6'],
  );
});

test('an inapplicable profile stays so beside one that broke', () => {
  const results = first({
    verdicts: [{ profile: 'v6' }, { profile: 'upstream', verdict: 'inapplicable', message: 'needs x' }],
    broke: { at: 1, status: 'UNDEFINED' } as NonNullable<Fate['broke']>,
  });
  assert.deepEqual(
    results.map(({ verdict }) => verdict),
    ['inapplicable', 'error'],
  );
});

test('a failed verdict is taken as it is: the step fails with it', () => {
  const broke = { at: 2, status: 'FAILED', message: '[v6] m' } as NonNullable<Fate['broke']>;
  const results = first({
    verdicts: [{ profile: 'v6', verdict: 'fail', message: 'm' }, { profile: 'upstream' }],
    broke,
  });
  assert.deepEqual(
    results.map(({ verdict }) => verdict),
    ['pass', 'fail'],
  );
});

test('only the last attempt counts', () => {
  assert.deepEqual(
    first({ ...PASS, retries: 1 }).map(({ verdict }) => verdict),
    ['pass'],
  );
});

test('a case is no result in profiles that it does not hold in', () => {
  const inapplicable = { profile: 'v6', verdict: 'inapplicable', message: 'holds in upstream only' } as const;
  const both = resultsOf(
    messages(() => ({ verdicts: [inapplicable, { profile: 'upstream' }] })),
    RUN.subject,
  );
  assert.ok(both.every(({ id, profile }) => !id.startsWith('syndbg.refused') || profile === 'upstream'));
  const one = resultsOf(
    messages(() => ({ verdicts: [inapplicable] })),
    RUN.subject,
  );
  assert.deepEqual(
    one.map(({ id, profile }) => [id, profile]),
    [['syndbg.stored', 'v6']],
  );
});

test('a profile has one result, whatever is said twice', () => {
  const results = first({
    verdicts: [{ profile: 'v6' }, { profile: 'v6', verdict: 'fail', message: 'after all' }],
  });
  assert.deepEqual(
    results.map(({ verdict }) => verdict),
    ['fail'],
  );
});

test('what never began is no result', () => {
  assert.deepEqual(
    resultsOf(
      messages(() => null),
      RUN.subject,
    ),
    [],
  );
});

test('a scenario without a machine is an error', () => {
  const [result] = resultsOf(messages(undefined, FEATURE.replaceAll(/@syndbg.*/g, '')), RUN.subject);
  assert.equal(result?.verdict, 'error');
  assert.equal(result.machine, '-');
  assert.match(result.id, /^features\/syndbg\/registers\.feature:\d+$/);
});

test('a file that does not parse is an error of its machine', () => {
  const [result] = resultsOf(
    messages(undefined, 'Feature: x\n  Example: y\n    Given z\n  nonsense'),
    RUN.subject,
  );
  assert.equal(result?.verdict, 'error');
  assert.equal(result.machine, 'syndbg');
  assert.equal(result.profile, '-');
});

test('a hook around the run that failed is an error', () => {
  const result = { duration: { seconds: 0, nanos: 0 }, status: 'FAILED', message: 'the subject did not end' };
  const hook = {
    testRunHookFinished: { testRunHookStartedId: 'h', result, timestamp: { seconds: 0, nanos: 0 } },
  } as unknown as Envelope;
  const results = resultsOf([...messages(), hook], RUN.subject).filter(({ id }) => id === 'the run');
  assert.deepEqual(
    results.map(({ verdict, message }) => [verdict, message]),
    [['error', 'the subject did not end']],
  );
});
