import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestStepResultStatus as Status } from '@cucumber/messages';
import type { Executed, StepResult } from '../executed';
import type { Case } from '../case';
import type { Catalogue } from '../catalogue';
import type { CaseReport } from '../report-types';
import type { Verdict, VerdictName } from '../verdict';
import type { Outcome } from './run';
import { guardApplicable, guardExercised, guardHidden, guardOffered, guardOutcomes, guardUses } from './run';
import { bookWith, firstOf, kindsOf } from './testing';

const ENTRY = firstOf(bookWith('@syndbg.x @SYNDBG-01\nExample: X\n Given x'));
const PASSED: StepResult = { text: 'x', status: Status.PASSED, message: null };

function verdict(name: VerdictName): Verdict {
  return {
    case: 'syndbg.x',
    machine: 'syndbg',
    profile: 'upstream',
    verdict: name,
    requirements: ['SYNDBG-01'],
    exercised: [],
  };
}

function outcome(
  status: StepResult['status'],
  verdicts: readonly VerdictName[],
  message: string | null = null,
): Outcome {
  const steps = [PASSED, { text: 'y', status, message }];
  if (!ENTRY.pickle) throw new Error('the entry has a pickle');
  const executed: Executed = { pickle: ENTRY.pickle, status, steps, verdicts: verdicts.map(verdict) };
  return { entry: ENTRY, executed };
}

test('passed, failed and inapplicable cases with their verdicts are fine', () => {
  const fine = [
    outcome(Status.PASSED, ['pass']),
    outcome(Status.FAILED, ['fail']),
    outcome(Status.FAILED, ['error', 'pass']),
    outcome(Status.FAILED, ['untestable']),
    outcome(Status.FAILED, ['inconclusive']),
    outcome(Status.PASSED, ['differs']),
    outcome(Status.SKIPPED, ['inapplicable']),
  ];
  assert.deepEqual(guardOutcomes(fine), []);
});

test('each way of not having run', () => {
  assert.deepEqual(kindsOf(guardOutcomes([{ entry: ENTRY, executed: null }])), ['not-executed']);
  assert.deepEqual(kindsOf(guardOutcomes([outcome(Status.UNDEFINED, [])])), ['undefined-step']);
  assert.deepEqual(kindsOf(guardOutcomes([outcome(Status.UNDEFINED, ['pass'])])), ['undefined-step']);
  assert.deepEqual(kindsOf(guardOutcomes([outcome(Status.AMBIGUOUS, [])])), ['ambiguous-step']);
  assert.deepEqual(kindsOf(guardOutcomes([outcome(Status.PENDING, ['pass'])])), ['pending-step']);
  assert.deepEqual(kindsOf(guardOutcomes([outcome(Status.SKIPPED, [])])), ['skipped']);
  assert.deepEqual(kindsOf(guardOutcomes([outcome(Status.SKIPPED, ['pass'])])), ['skipped']);
  assert.deepEqual(kindsOf(guardOutcomes([outcome(Status.PASSED, [])])), ['no-verdict']);
  assert.deepEqual(kindsOf(guardOutcomes([outcome(Status.FAILED, ['pass'])])), ['no-verdict']);
});

test('the step and the place are named', () => {
  const [found] = guardOutcomes([outcome(Status.UNDEFINED, [])]);
  assert.equal(found?.message, 'f.feature:5: syndbg.x: no phrase of PHRASES.md fits "y"');
});

test('what breaks every case in the same way is said once', () => {
  const broken = outcome(Status.FAILED, [], 'Error: the adapter cannot be started\n  at x');
  const found = guardOutcomes([broken, broken, broken]);
  assert.deepEqual(kindsOf(found), ['no-verdict']);
  assert.match(
    found[0]?.message ?? '',
    /the adapter cannot be started \(f\.feature:5: syndbg\.x, and 2 more\)$/,
  );
});

function result(name: CaseReport['verdict'], rest: Partial<CaseReport> = {}): CaseReport {
  const place = { scenario: 'X', feature: 'f.feature', line: 5 };
  return {
    id: 'syndbg.x',
    machine: 'syndbg',
    profile: 'upstream',
    ...place,
    verdict: name,
    requirements: [],
    exercised: [],
    ...rest,
  };
}

test('a run in which everything was inapplicable has shown nothing', () => {
  assert.deepEqual(guardApplicable([]), []);
  assert.deepEqual(guardApplicable([result('inapplicable'), result('pass')]), []);
  const found = guardApplicable([
    result('inapplicable', { message: 'needs x' }),
    result('inapplicable', { message: 'needs x' }),
  ]);
  assert.equal(found[0]?.message, 'none of 1 cases applies to the subject: needs x');
  const mixed = ['a', 'b', 'c', 'd', 'd', 'b', 'd'].map((message) => result('inapplicable', { message }));
  assert.match(guardApplicable(mixed)[0]?.message ?? '', /: d \(3\); b \(2\); a \(1\); and 1 more reasons$/);
});

test('what is demanded does not hide behind what was only seen', () => {
  const rows = [['SYNDBG-05', 'MUST'] as const, ['SYNDBG-93', 'SEEN'] as const];
  const requirements = rows.map(([id, level]) => ({ id, level })) as unknown as Catalogue['requirements'];
  const catalogues = [{ machine: 'syndbg', tree: 'v6.12', requirements }];
  const about = { requirements: ['SYNDBG-05', 'SYNDBG-93'], profiles: ['upstream'] };
  const cases = ['a', 'b'].map((id) => ({ ...about, id })) as unknown as readonly Case[];
  const differs = (id: string): CaseReport =>
    result('differs', { requirements: about.requirements, id, broken: ['SYNDBG-93'] });
  const found = guardHidden([differs('a'), differs('b')], catalogues, cases);
  assert.deepEqual(
    found.map(({ kind, exit }) => [kind, exit]),
    [['not-shown', 1]],
  );
  assert.match(found[0]?.message ?? '', /^no case of SYNDBG-05 passed in upstream/);
  const passes = result('pass', { id: 'b', requirements: ['SYNDBG-05'] });
  assert.deepEqual(guardHidden([differs('a'), passes], catalogues, cases), []);
  assert.deepEqual(guardHidden([differs('a')], catalogues, cases), [], 'the other case did not run');
});

test('cases of profiles that the subject does not offer are said to be so', () => {
  const [found] = guardOffered([ENTRY, ENTRY], []);
  assert.equal(found?.message, 'none of 2 cases applies to the subject: they hold in upstream');
  assert.deepEqual(guardOffered([ENTRY, ENTRY], [ENTRY]), []);
  assert.deepEqual(guardOffered([], []), []);
});

test('a capability that the operations ask for has to be among the tags', () => {
  const using = (uses: readonly string[], tags = ''): readonly string[] => {
    const entry = firstOf(bookWith(`@syndbg.x @SYNDBG-01 ${tags}\nExample: X\n Given x`));
    if (!entry.pickle) throw new Error('the entry has a pickle');
    const verdicts = [{ ...verdict('pass'), uses }];
    const executed: Executed = { pickle: entry.pickle, status: Status.PASSED, steps: [PASSED], verdicts };
    return guardUses({ entry, executed }).map(({ kind, message }) => `${kind} ${message}`);
  };
  assert.deepEqual(using([]), []);
  assert.deepEqual(using(['hypercalls'], '@needs-hypercalls'), []);
  assert.deepEqual(using(['hypercalls', 'trace'], '@needs-hypercalls'), [
    'untagged-capability f.feature:5: syndbg.x asks for trace, and is not tagged @needs-trace',
  ]);
  // What the profile has not, no tag can ask for.
  assert.deepEqual(using(['magic']), []);
});

test('a pass has to have shown what the case is tagged with, a failure has not', () => {
  const requirements = ['SYNDBG-01', 'SYNDBG-02'];
  assert.deepEqual(
    guardExercised([result('pass', { requirements, exercised: [...requirements, 'SYNDBG-03'] })]),
    [],
  );
  assert.deepEqual(guardExercised([result('fail', { requirements })]), []);
  const [found] = guardExercised([result('pass', { requirements, exercised: ['SYNDBG-02'] })]);
  assert.equal(found?.message, 'syndbg.x [upstream] passed without showing SYNDBG-01');
});
