import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summaryText } from './summary-text';
import { hostileRun, UNSAFE } from './testing/hostile';
import { FEATURE, messages, PASS, reportOf } from './testing/sample-run';

const PLAIN = { colour: false };

test('a good run is a table and one line', () => {
  assert.equal(
    summaryText(reportOf(messages()), PLAIN),
    `┌─────────┬──────────┬──────┬──────┬───────┐
│ machine │ profile  │ pass │ fail │ total │
├─────────┼──────────┼──────┼──────┼───────┤
│ syndbg  │ v6       │    0 │    0 │     0 │
│ syndbg  │ upstream │    3 │    0 │     3 │
└─────────┴──────────┴──────┴──────┴───────┘

a subject 7 conforms: 3 pass (seed 42, exit 0)`,
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

test('ten failures are explained, the others named, and what they break', () => {
  const rows = Array.from({ length: 23 }, (_, i) => `        | row-${i} | X |`).join('\n');
  const many = FEATURE.replace(/ {8}\| options[^]*/, rows);
  const ran = messages(({ name }) => {
    const broken = [name.startsWith('row') ? 'SYNDBG-13' : 'SYNDBG-05', 'SYNDBG-20'];
    return { verdicts: [{ profile: 'upstream', verdict: 'fail', message: 'm', broken }] };
  }, many);
  const text = summaryText(reportOf(ran, { exit: 1 }), PLAIN);
  assert.equal(text.match(/^FAIL /gm)?.length, 10);
  assert.match(
    text,
    /and 14 more:\n(  fail syndbg\.[\w.:-]+ \[upstream\]\n){14}\nbroken most often: SYNDBG-13 \(23\), SYNDBG-05 \(1\)\n/,
  );
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
  assert.match(summaryText(reportOf(messages()), { colour: true }), /\x1b\[32m/);
});
