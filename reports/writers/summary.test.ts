import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileRun, UNSAFE } from '../testing/hostile';
import { FEATURE, messages, PASS, reportOf } from '../testing/sample-run';
import { code, codeBlock, inline, table } from './markdown';
import { summaryReport } from './summary';

test('the page says what was tested, how it went, and gives the numbers', () => {
  const text = summaryReport(reportOf(messages()));
  assert.match(
    text,
    /^## 🟡 a subject 7 conforms, as far as 3 of 4 cases of v6 and upstream go\n\n3 pass\. Exit code 0, seed 42, hvspec 1\.2\.3\.\n/,
  );
  assert.match(text, /\| `syndbg` \| `upstream` \| 3 \| 0 \| 3 \|/);
  assert.match(text, /\| `SYNDBG-13` \| MUST \|  \| shown \| A write MUST be refused\. \|/);
  assert.match(text, /\| `SYNDBG-20` \| MUST \|  \| not-covered \|/);
  assert.doesNotMatch(text, /### (Failures|Why)/);
});

test('failures are folded, with the whole explanation in a block of code', () => {
  const ran = messages(({ name }) =>
    name.startsWith('CONTROL') ? { verdicts: [{ profile: 'v6', verdict: 'fail', message: 'm' }] } : PASS,
  );
  const text = summaryReport(reportOf(ran, { exit: 1, findings: [{ kind: 'k', message: 'x | y' }] }), './s');
  assert.match(text, /### Why this run is not green\n\n- `k` x \\\| y\n/);
  assert.match(
    text,
    /<details>\n<summary><b>fail<\/b> <code>syndbg\.stored<\/code> \[v6\]: CONTROL keeps what is written<\/summary>\n\n```text\nFAIL [^`]*--subject \.\/s\n```\n\n<\/details>/,
  );
});

test('every row of a table has as many cells as its head, whatever is in them', () => {
  const text = summaryReport(hostileRun().report);
  for (const block of text.match(/(^\|.*\|\n?)+/gm) ?? []) {
    const widths = block
      .trim()
      .split('\n')
      .map((row) => row.match(/(?<!\\)\|/g)?.length);
    assert.equal(new Set(widths).size, 1, block);
  }
});

/** What is left of a line when escaped characters and spans of code are taken out, as CommonMark reads them. */
function bare(line: string): string {
  let text = '';
  for (let i = 0; i < line.length; i += 1) {
    const run = /^`+/.exec(line.slice(i))?.[0];
    const end = run === undefined ? -1 : line.slice(i + run.length).search(new RegExp(`(?<!\`)${run}(?!\`)`));
    if (/^\\[!-/:-@[-`{-~]/.test(line.slice(i))) i += 1;
    else if (run !== undefined && end >= 0) i += 2 * run.length + end - 1;
    else text += line[i] ?? '';
  }
  return text;
}

test('hostile text is neither markup nor a mention nor a link', () => {
  const text = summaryReport(hostileRun().report);
  assert.doesNotMatch(text, UNSAFE);
  const left = text
    .replace(/^(`{3,})text\n[^]*?\n\1$/gm, '')
    .split('\n')
    .map(bare)
    .join('\n');
  assert.match(left, /user/);
  assert.doesNotMatch(left, /<(script|img)|\]\(|@user|#1\b|www\.example/);
  // In a summary, which is HTML, an address is no link.
  assert.doesNotMatch(left.replace(/<summary>.*/g, ''), /https:\/\//);
});

test('a block of code has a fence that its text does not end', () => {
  assert.equal(codeBlock('a\n```\n`````b'), '``````text\na\n```\n`````b\n``````');
  assert.equal(code('a `b`'), '`` a `b` ``');
});

test('a table shows a stroke as a stroke', () => {
  assert.equal(table(['a'], [[inline('x|y')], [code('x|y')]]), '| a |\n| --- |\n| x\\|y |\n| `x\\|y` |');
});

test('mutants are a table, and those that live stand out', () => {
  const mutant = { machine: 'syndbg', profile: 'v6', requirement: 'SYNDBG-05', origin: 'o' };
  const mutants = [
    { ...mutant, id: 'dead', killedBy: ['a', 'b', 'c', 'd'] },
    { ...mutant, id: 'alive', killedBy: [] },
  ];
  const text = summaryReport({ ...reportOf(messages()), mutants });
  assert.match(text, /<summary>Mutants: 1 of 2 killed<\/summary>/);
  assert.match(text, /\| killed \| `syndbg v6` \| `dead` \| `SYNDBG-05` \| `a` `b` `c` and 1 more \|/);
  assert.match(text, /\| \*\*alive\*\* \| `syndbg v6` \| `alive` \| `SYNDBG-05` \|  \|/);
});

test('fifty causes are told by their shortest failure, the others named', () => {
  const rows = Array.from({ length: 60 }, (_, i) => `        | row-${i} | X |`).join('\n');
  const many = FEATURE.replace(/ {8}\| options[^]*/, rows);
  const ran = messages(({ name }) => {
    const broken = [`SYNDBG-${10 + Number(/\d+/.exec(name)?.[0] ?? 60)}`];
    return { verdicts: [{ profile: 'upstream', verdict: 'fail', message: 'm', broken }] };
  }, many);
  const text = summaryReport(reportOf(ran, { exit: 1 }));
  assert.equal(text.match(/^FAIL /gm)?.length, 50);
  assert.match(
    text,
    /<summary>and 11 more<\/summary>\n\n(- fail `syndbg\.[\w.:-]+ \[upstream\]`\n){11}\n<\/details>/,
  );
});

test('failures of one cause are a list behind the first of them', () => {
  const ran = messages(() => ({
    verdicts: [{ profile: 'upstream', verdict: 'fail', message: 'm', broken: ['SYNDBG-13'] }],
  }));
  assert.match(
    summaryReport(reportOf(ran, { exit: 1 })),
    /<summary>2 others fail by SYNDBG-13, too<\/summary>\n\n- fail `syndbg\.refused:status \[upstream\]`\n- fail `syndbg\.stored \[upstream\]`\n/,
  );
});

test('partly shown is told by numbers, and never as a pass', () => {
  const half = messages(({ name }) => (name.startsWith('options') ? PASS : null));
  const text = summaryReport(reportOf(half));
  assert.match(text, /\| `SYNDBG-13` \| MUST \|  \| partly 1 of 2 \|/);
  assert.doesNotMatch(text, /✅/);
});
