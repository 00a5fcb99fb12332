import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExplainOptions } from './explain';
import { explain, explainBriefly } from './explain';
import type { Fate } from './testing/sample-run';
import { messages, reportOf } from './testing/sample-run';

const PLAIN = { colour: false };

function explained(
  verdict: Partial<NonNullable<Fate['verdicts']>[number]>,
  options: ExplainOptions = PLAIN,
): string {
  const report = reportOf(
    messages(() => ({ verdicts: [{ profile: 'upstream', message: 'm', ...verdict }] })),
  );
  const found = report.cases.find(({ id }) => id === 'syndbg.stored');
  assert.ok(found);
  return explain(found, report, options);
}

const FAILURE = {
  verdict: 'fail',
  message:
    'control: expected 0x8000000000000001, got 0x5 (bits 63, 2 differ)\nThe scenario and the reference model agree: the subject stands alone.',
  broken: ['SYNDBG-13'],
  perhaps: ['SYNDBG-05', 'SYNDBG-20'],
  step: 'CONTROL holds 0x5',
  at: 1,
  trace: [
    { op: { op: 'wrmsr', msr: '0x400000f1', value: '0x5' }, outcome: { outcome: 'ok' } },
    { op: { op: 'rdmsr', msr: '0x400000f1' }, outcome: { outcome: 'fault', fault: '#GP' } },
  ],
} as const;

test('a failure is told in full', () => {
  assert.equal(
    explained(FAILURE, { colour: false, subject: './my adapter' }).replace(/[0-9a-f]{12}$/m, '<12 digits>'),
    `FAIL syndbg.stored [upstream]
  CONTROL keeps what is written
  features/syndbg/registers.feature:8
  breaks SYNDBG-13 (MUST): A write MUST be refused.
  perhaps also: SYNDBG-05, SYNDBG-20
  at    CONTROL holds 0x5
        operation 2 of 2
  control
    expected 0x8000_0000_0000_0001
    got      0x0000_0000_0000_0005
    differ   bits 63, 2
  The scenario and the reference model agree: the subject stands alone.
  trace
    1  wrmsr msr=0x400000f1 value=0x5 → ok
  → 2  rdmsr msr=0x400000f1 → fault #GP
  signature <12 digits>
  again: npx hvspec run features/syndbg/registers.feature:8 --profile upstream --subject './my adapter'`,
  );
});

test('the reproducer comes with the command that runs it', () => {
  const reproducer = { seed: 9, path: '1:0', scenario: 'Scenario: shortest\n  Given a VM' };
  const text = explained({ ...FAILURE, message: `m\n${reproducer.scenario}`, reproducer });
  assert.match(text, /  shortest failure \(seed 9, path 1:0\)\n    Scenario: shortest\n      Given a VM\n/);
  assert.match(text, /--seed 9 --path 1:0$/);
  assert.equal(text.match(/Scenario: shortest/g)?.length, 1);
});

test('an error breaks no requirement, and has no signature', () => {
  const text = explained({ verdict: 'error', message: 'the subject ended' });
  assert.match(text, /^ERROR syndbg\.stored/);
  assert.match(text, /  about  SYNDBG-05 /);
  assert.doesNotMatch(text, /breaks|signature/);
});

test('a requirement that is nowhere is named all the same', () => {
  assert.match(explained({ ...FAILURE, broken: ['SYNDBG-99'] }), /breaks SYNDBG-99, which no catalogue has/);
});

test('colour comes only when it is asked for', () => {
  assert.doesNotMatch(explained(FAILURE), /\x1b/);
  assert.match(explained(FAILURE, { colour: true }), /\x1b\[31m/);
});

test('in one line: what broke, the first thing that differs, and where', () => {
  const brief = (verdict: Partial<NonNullable<Fate['verdicts']>[number]>): string => {
    const [one] = reportOf(
      messages(() => ({ verdicts: [{ profile: 'upstream', message: 'm', ...verdict }] })),
    ).cases;
    assert.ok(one);
    return explainBriefly(one, PLAIN);
  };
  assert.match(
    brief(FAILURE),
    /^FAIL syndbg\.refused:options \[upstream\] breaks SYNDBG-13: control: expected 0x8000000000000001, got 0x5 \(operation 2 of 2\) \[signature [0-9a-f]{12}\]$/,
  );
  assert.match(
    brief({
      verdict: 'fail',
      message: 'they disagree where the scenario is silent:\n  pad1: expected 0x0, got 0x7',
    }),
    /^FAIL syndbg\.refused:options \[upstream\]: pad1: expected 0x0, got 0x7 \[signature /,
  );
  assert.equal(
    brief({ verdict: 'inconclusive', message: '5 runs never reached refused' }),
    'INCONCLUSIVE syndbg.refused:options [upstream]: 5 runs never reached refused',
  );
});

test('an event is told as the trace tells it, and a break with the last words of stderr', () => {
  const event = '{"event":"exit","exit":"SYNDBG","msr":"0x400000f2"}';
  const message = `events.0: expected nothing, got ${event}`;
  assert.match(explained({ ...FAILURE, message }), /\n    got      exit SYNDBG msr=0x400000f2\n/);
  const half = `events.0: expected nothing, got ${event.slice(0, 20)}`;
  assert.match(explained({ ...FAILURE, message: half }), /\n    got      \{"event":"exit",/);
  const [one] = reportOf(
    messages(() => ({
      verdicts: [
        {
          profile: 'upstream',
          verdict: 'error',
          message: 'the adapter ended\n  sent:   {}\n  its stderr ends:\n    | first\n    | BUG: here',
        },
      ],
    })),
  ).cases;
  assert.ok(one);
  assert.match(explainBriefly(one, PLAIN), /: the adapter ended: BUG: here$/);
});

test('many that may have broken are not all named', () => {
  const perhaps = Array.from({ length: 11 }, (_, i) => `SYNDBG-${i + 20}`);
  assert.match(explained({ ...FAILURE, perhaps }), /perhaps also: (SYNDBG-2\d, ){7}SYNDBG-27 and 3 more\n/);
});
