import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summaryText } from './summary-text';
import { hostileRun, UNSAFE } from './testing/hostile';
import type { Fate } from './testing/sample-run';
import { FEATURE, messages, PASS, reportOf } from './testing/sample-run';

const PLAIN = { colour: false };
const BOTH: Fate = { verdicts: [{ profile: 'v6' }, { profile: 'upstream' }] };

test('a good run is a table and one line', () => {
  assert.equal(
    summaryText(reportOf(messages()), PLAIN),
    `┌─────────┬──────────┬──────┬──────┬───────┐
│ machine │ profile  │ pass │ fail │ total │
├─────────┼──────────┼──────┼──────┼───────┤
│ syndbg  │ v6       │    0 │    0 │     0 │
│ syndbg  │ upstream │    3 │    0 │     3 │
└─────────┴──────────┴──────┴──────┴───────┘

requirements: 2 shown, 1 not-shown, 1 not-covered, 1 excluded

a subject 7 conforms, as far as 3 of 4 cases of v6 and upstream go: 3 pass (seed 42, exit 0)`,
  );
});

test('failures come first, the reasons and the verdict last', () => {
  const ran = messages(({ name }) =>
    name.startsWith('CONTROL') ? { verdicts: [{ profile: 'v6', verdict: 'fail', message: 'm' }] } : PASS,
  );
  const text = summaryText(
    reportOf(ran, { exit: 1, findings: [{ kind: 'must-without-case', message: 'SYNDBG-20 has none' }] }),
    PLAIN,
  );
  assert.match(text, /^FAIL syndbg\.stored \[v6\]\n/);
  assert.match(
    text,
    /why this run is not green:\n  must-without-case: SYNDBG-20 has none\n\na subject 7 does not conform: 2 pass, 1 fail \(seed 42, exit 1\)$/,
  );
});

test('what was not run is said in words', () => {
  for (const [exit, words] of [
    [2, /could not be judged/],
    [3, /nothing was executed/],
    [130, /was interrupted/],
  ] as const) {
    assert.match(summaryText(reportOf([], { exit }), PLAIN), words);
  }
});

const ROWS = Array.from({ length: 23 }, (_, i) => `        | row-${i} | X |`).join('\n');
/** Two causes in 24 failures; one of them shows in a single operation. */
const MANY = messages(
  ({ name }) => {
    const row = /^row-(\d+)/.exec(name)?.[1];
    const operations = row === '17' ? 1 : Number(row ?? 1) + 2;
    const trace = Array.from({ length: operations }, () => ({
      op: { op: 'run' },
      outcome: { outcome: 'ok' },
    }));
    const broken = [row === undefined ? 'SYNDBG-05' : 'SYNDBG-13'];
    return { verdicts: [{ profile: 'upstream', verdict: 'fail', message: 'm', broken, trace }] };
  },
  FEATURE.replace(/ {8}\| options[^]*/, ROWS),
);

test('of each cause the shortest failure is explained, the others are named', () => {
  const text = summaryText(reportOf(MANY, { exit: 1 }), PLAIN);
  assert.deepEqual(text.match(/^FAIL .*/gm), [
    'FAIL syndbg.refused:row-17 [upstream]',
    'FAIL syndbg.stored [upstream]',
  ]);
  assert.match(
    text,
    /\n  22 others fail by SYNDBG-13, too:\n    syndbg\.refused:row-0 \[upstream\] signature [0-9a-f]{12}\n(    syndbg\.refused:row-\d+ \[upstream\] signature [0-9a-f]{12}\n){11}    and 10 more\n\nFAIL/,
  );
});

test('many causes are told in full up to a limit, the others in one line', () => {
  const ran = messages(
    ({ name }) => {
      const broken = [`SYNDBG-${50 + Number(/\d+/.exec(name)?.[0] ?? 49)}`];
      return { verdicts: [{ profile: 'upstream', verdict: 'fail', message: 'm', broken }] };
    },
    FEATURE.replace(/ {8}\| options[^]*/, ROWS),
  );
  const text = summaryText(reportOf(ran, { exit: 1 }), PLAIN);
  assert.equal(text.match(/^FAIL /gm)?.length, 5);
  assert.match(
    text,
    /\nand further:\n(  FAIL syndbg\.[\w.:-]+ \[upstream\] breaks SYNDBG-\d\d: m \[signature [0-9a-f]{12}\]\n){19}\n/,
  );
});

test('briefly, each failure is one line', () => {
  const text = summaryText(reportOf(MANY, { exit: 1 }), { ...PLAIN, brief: true });
  assert.match(
    text,
    /^(FAIL syndbg\.[\w.:-]+ \[upstream\] breaks SYNDBG-\d\d: m \[signature [0-9a-f]{12}\]\n){24}\n┌/,
  );
});

test('reasons of one kind are told up to a limit', () => {
  const findings = Array.from({ length: 20 }, (_, i) => ({ kind: 'must-without-case', message: `no ${i}` }));
  const text = summaryText(reportOf(messages(), { exit: 1, findings }), PLAIN);
  assert.match(text, /  must-without-case: no 11\n  must-without-case: and 8 more\n/);
});

test('mutants that live are named', () => {
  const report = reportOf(messages());
  const mutant = { machine: 'syndbg', profile: 'v6', requirement: 'SYNDBG-05', origin: 'o' };
  const mutants = [
    { ...mutant, id: 'dead', killedBy: ['x'] },
    { ...mutant, id: 'alive', killedBy: [] },
  ];
  assert.match(
    summaryText({ ...report, mutants }, PLAIN),
    /mutants: 1 of 2 killed; still alive:\n  syndbg v6: alive \(breaks SYNDBG-05\)/,
  );
});

test('a subject cannot write to the terminal', () => {
  const text = summaryText(hostileRun().report, PLAIN);
  assert.doesNotMatch(text, UNSAFE);
  assert.match(text, /\\x1b\[31mred/);
});

test('colour comes only when it is asked for', () => {
  assert.doesNotMatch(summaryText(reportOf(messages()), PLAIN), /\x1b/);
  assert.match(summaryText(reportOf(messages()), { colour: true }), /\x1b\[33ma subject 7 conforms, as far/);
  const all = reportOf(messages(({ name }) => (name.startsWith('CONTROL') ? BOTH : PASS)));
  assert.match(summaryText(all, { colour: true }), /\x1b\[32ma subject 7 conforms\x1b/);
});

test('profiles of which no case was asked for are no rows of the table', () => {
  const text = summaryText(reportOf(messages(), { selection: { part: true, tags: '@x' } }), PLAIN);
  assert.doesNotMatch(text, /syndbg  │ v6 /);
  assert.match(text, /syndbg  │ upstream │    3/);
});
