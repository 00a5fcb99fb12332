import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookOf } from './book';
import { parseFeature } from './gherkin';
import { notRunLines, outcomeOf, partOf, statusesText, toneOf } from './outcome';
import type { Conformance } from './report-types';
import { summaryText } from './summary-text';
import type { Fate } from './testing/sample-run';
import { FEATURE, messages, PASS, reportOf, RUN } from './testing/sample-run';
import { reportText } from './write';

const BOTH: Fate = { verdicts: [{ profile: 'v6' }, { profile: 'upstream' }] };
const whole = messages(({ name }) => (name.startsWith('CONTROL') ? BOTH : PASS));

/** A run in which CONTROL's case has this verdict in upstream, and passes in v6. */
function ranWith(
  verdict: NonNullable<Fate['verdicts']>[number]['verdict'],
  exit: Conformance['exit']['code'],
): Conformance {
  const ran = messages(({ name }) =>
    name.startsWith('CONTROL')
      ? { verdicts: [{ profile: 'v6' }, { profile: 'upstream', verdict: verdict ?? 'pass', message: 'm' }] }
      : PASS,
  );
  const baseline = { reason: 'known', issue: '#7' };
  const expectations = [
    { case: 'syndbg.stored', profile: 'upstream', verdict: 'expected-fail', baseline },
  ] as const;
  return reportOf(ran, { exit, ...(verdict === 'expected-fail' ? { expectations } : {}) });
}

test('plain conformance is for all cases of all profiles that the subject offers', () => {
  assert.equal(outcomeOf(reportOf(whole)), 'conforms');
  assert.equal(toneOf(reportOf(whole)), 'pass');
});

test('features of your own are named: they may be fewer', () => {
  const report = reportOf(whole, { selection: { part: false, features: 'my\u001bown' } });
  assert.equal(outcomeOf(report), 'conforms to the features in my\\x1bown');
  assert.equal(toneOf(report), 'warn');
});

test('less is said by numbers, and is not green', () => {
  const report = reportOf(messages(({ name }) => (name.startsWith('status') ? PASS : null)));
  assert.equal(outcomeOf(report), 'conforms, as far as 1 of 4 cases of v6 and upstream goes');
  assert.equal(toneOf(report), 'warn');
  for (const verdict of ['inapplicable', 'differs'] as const)
    assert.equal(outcomeOf(ranWith(verdict, 0)), 'conforms, as far as 3 of 4 cases of v6 and upstream go');
});

test('what is not selected, and not offered, counts in one profile', () => {
  const subject = { ...RUN.subject, machines: RUN.subject.machines.slice(1) };
  assert.equal(
    outcomeOf(
      reportOf(
        messages(() => PASS),
        { subject },
      ),
    ),
    'conforms',
  );
  assert.equal(
    outcomeOf(
      reportOf(
        messages(({ name }) => (name.startsWith('CONTROL') ? null : PASS)),
        { subject },
      ),
    ),
    'conforms, as far as 2 of 3 cases of upstream go',
  );
});

test('known failures are not passed over', () => {
  assert.equal(outcomeOf(ranWith('expected-fail', 0)), 'conforms but for 1 known failure');
  assert.equal(toneOf(ranWith('expected-fail', 0)), 'warn');
  const report = reportOf(whole);
  const counts = { ...report.counts, pass: 1, 'expected-fail': 2 };
  assert.equal(
    outcomeOf({ ...report, counts }),
    'conforms but for 2 known failures, as far as 3 of 4 cases of v6 and upstream go',
  );
});

test('each exit code has its words', () => {
  assert.equal(outcomeOf(ranWith('fail', 1)), 'does not conform');
  assert.equal(outcomeOf(ranWith('inconclusive', 1)), 'is not shown to conform: 1 case was inconclusive');
  assert.equal(outcomeOf(reportOf([], { exit: 2 })), 'could not be judged: the harness or the adapter broke');
  assert.equal(outcomeOf(reportOf([], { exit: 3 })), 'was not tested: nothing was executed');
  const none = reportOf(
    messages(() => ({ verdicts: [{ profile: 'upstream', verdict: 'differs', message: 'm' }] })),
    { exit: 3 },
  );
  assert.equal(outcomeOf(none), 'shows nothing: no case passed');
  assert.equal(
    outcomeOf(reportOf(whole, { exit: 3 })),
    'is not shown to conform: some of what was to run is empty',
  );
  assert.equal(outcomeOf(reportOf([], { exit: 130 })), 'was not tested to the end: the run was interrupted');
});

test('a red part says how much of the whole it is', () => {
  const ran = messages(({ name }) =>
    name.startsWith('CONTROL') ? { verdicts: [{ profile: 'v6', verdict: 'fail', message: 'm' }] } : null,
  );
  const selection = {
    part: true,
    tags: '@a and not @b',
    shard: '1/2',
    path: '4:0',
    first: true,
    paths: ['x.feature:3'],
  } as const;
  const report = reportOf(ran, { exit: 1, selection: { ...selection, paths: [...selection.paths] } });
  assert.equal(outcomeOf(report), 'does not conform (1 of 4 cases of v6 and upstream ran)');
  assert.equal(
    partOf(report),
    "only a part of the suite was asked for: x.feature:3 --tags '@a and not @b' --shard 1/2 --path 4:0 --first",
  );
  assert.equal(partOf(reportOf(whole)), null);
});

/** Five cases for upstream, of which two want a capability, one two of them, one is about another choice; one for v6. */
const NEEDY = `@syndbg @since-upstream
Feature: Needy

  @syndbg.plain @SYNDBG-05
  Example: plain
    Then x

  @syndbg.hyper @SYNDBG-13 @needs-hypercalls
  Scenario Outline: hyper
    Then <x>

    Examples:
      | case | x |
      | a    | a |
      | b    | b |

  @syndbg.both @SYNDBG-20 @needs-hypercalls @needs-enforce-cpuid
  Example: both
    Then x

  @syndbg.other @SYNDBG-13 @choice-sysfd_get=count0
  Example: other
    Then x
`;
const FOREIGN =
  '@syndbg @only-v6\nFeature: Foreign\n\n  @syndbg.foreign @SYNDBG-05\n  Example: foreign\n    Then x\n';

test('what did not run is said by why, and what to declare next', () => {
  const ran = messages(({ name }) => (name === 'plain' ? PASS : null), NEEDY);
  const cases = [NEEDY, FOREIGN].flatMap((text) =>
    bookOf(parseFeature(text, 'f.feature')).entries.flatMap((entry) => entry.case ?? []),
  );
  const [, offer] = RUN.subject.machines;
  const subject = { ...RUN.subject, machines: offer ? [offer] : [] };
  const report = reportOf(ran, { subject, cases });
  assert.deepEqual(notRunLines(report), [
    'not run: hypercalls 2 cases, enforce-cpuid + hypercalls 1, other choices 1, other profiles 1',
    'next: hypercalls (1 operation: hypercall; 2 cases; SYNDBG-13)',
  ]);
  assert.equal(outcomeOf(report), 'conforms, as far as 1 of 4 cases of upstream goes');
  assert.deepEqual(report.machines[0]?.profiles[0]?.notRun.wants[1], {
    capabilities: ['enforce-cpuid', 'hypercalls'],
    operations: ['enable_cap cap=199', 'hypercall'],
    cases: 1,
    requirements: ['SYNDBG-20'],
  });
});

test('a refusal that came only when the case ran counts as what it wants', () => {
  const ran = messages(
    ({ name }) =>
      name.startsWith('CONTROL')
        ? { verdicts: [{ profile: 'upstream', verdict: 'inapplicable', message: 'm', lacks: ['trace'] }] }
        : PASS,
    FEATURE,
  );
  const subject = { ...RUN.subject, machines: RUN.subject.machines.slice(1) };
  assert.deepEqual(notRunLines(reportOf(ran, { subject })), [
    'not run: trace 1 case',
    'next: trace (1 operation: reset trace; 1 case; SYNDBG-05)',
  ]);
});

test('where everything ran there is nothing to say, and of several profiles each line names its own', () => {
  assert.deepEqual(notRunLines(reportOf(whole)), []);
  const needy = FEATURE.replace('@SYNDBG-13', '@SYNDBG-13 @needs-hypercalls');
  const lines = notRunLines(
    reportOf(messages(({ name }) => (name.startsWith('CONTROL') ? BOTH : null), needy)),
  );
  assert.deepEqual(lines, [
    'syndbg upstream: not run: hypercalls 2 cases',
    'syndbg upstream: next: hypercalls (1 operation: hypercall; 2 cases; SYNDBG-13)',
  ]);
});

test('requirements are summed up by status', () => {
  assert.equal(statusesText(reportOf(whole)), 'requirements: 3 shown, 1 not-covered, 1 excluded');
  assert.equal(statusesText({ requirements: [] }), '');
});

test('every report has the same words, and those of a part say what it is one of', () => {
  const selection = { part: true, tags: '@x' };
  const envelopes = messages();
  const conformance = reportOf(envelopes, { selection });
  const data = { conformance, envelopes };
  const texts = (['json', 'junit', 'ktap', 'sarif', 'summary', 'html'] as const).map((format) =>
    reportText(format, data),
  );
  for (const text of [...texts, summaryText(conformance, { colour: false })]) {
    assert.ok(text.includes('conforms, as far as 3 of 4 cases of v6 and upstream go'), text.slice(0, 400));
    assert.ok(/only a part of the suite was asked for|"part": true/.test(text), text.slice(0, 400));
  }
});
