import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileRun, UNSAFE } from '../testing/hostile';
import { messages, PASS, reportOf } from '../testing/sample-run';
import { ktapReport } from './ktap';

interface Result {
  readonly ok: boolean;
  readonly name: string;
  readonly remark: string;
  readonly tests: readonly Result[];
}

/** Reads a stream by the rules of the kernel's ktap.rst, and refuses every line that they do not name. */
function parse(stream: string): readonly Result[] {
  assert.ok(stream.endsWith('\n'));
  const lines = stream.slice(0, -1).split('\n');
  const tests = level(lines, '');
  assert.equal(lines.length, 0, `left over: ${lines[0] ?? ''}`);
  return tests;
}

function level(lines: string[], indent: string): readonly Result[] {
  assert.equal(lines.shift(), `${indent}KTAP version 1`);
  const plan = /^1\.\.(\d+)$/.exec((lines.shift() ?? '').slice(indent.length));
  assert.ok(plan, 'a plan follows the version');
  const results: Result[] = [];
  while (results.length < Number(plan[1])) {
    while (lines[0]?.startsWith(`${indent}#`)) lines.shift();
    const line = lines[0] ?? '';
    const tests = line === `${indent}  KTAP version 1` ? level(lines, `${indent}  `) : [];
    while (lines[0]?.startsWith(`${indent}#`)) lines.shift();
    const result = /^(ok|not ok) (\d+) ([^#]+?)(?: # (.*))?$/.exec(
      (lines.shift() ?? '').slice(indent.length),
    );
    assert.ok(result, 'a result follows its diagnostics');
    assert.equal(Number(result[2]), results.length + 1);
    results.push({ ok: result[1] === 'ok', name: result[3] ?? '', remark: result[4] ?? '', tests });
  }
  return results;
}

const MIXED = messages(({ name }) => {
  if (!name.startsWith('CONTROL')) return PASS;
  return {
    verdicts: [
      { profile: 'v6', verdict: 'fail', message: 'a\nb' },
      { profile: 'upstream', verdict: 'inapplicable', message: 'needs x' },
    ],
  };
});

test('machines hold profiles, profiles hold cases, and a parent fails with its child', () => {
  const passed = { ok: true, remark: '', tests: [] };
  assert.deepEqual(parse(ktapReport(reportOf(MIXED, { exit: 1 }))), [
    {
      ok: false,
      name: 'syndbg',
      remark: '',
      tests: [
        {
          ok: false,
          name: 'v6',
          remark: '',
          tests: [{ ok: false, name: 'syndbg.stored', remark: 'fail', tests: [] }],
        },
        {
          ok: true,
          name: 'upstream',
          remark: '',
          tests: [
            { ...passed, name: 'syndbg.refused:options' },
            { ...passed, name: 'syndbg.refused:status' },
            { ...passed, name: 'syndbg.stored', remark: 'SKIP needs x' },
          ],
        },
      ],
    },
  ]);
});

test('a failure is explained before its result', () => {
  assert.match(
    ktapReport(reportOf(MIXED, { exit: 1 })),
    /\n    # FAIL syndbg\.stored \[v6\]\n[^]*\n    #   a\n    #   b\n[^]*\n    not ok 1 syndbg\.stored # fail\n/,
  );
});

test('expected failures and errors have the directives of the kernel', () => {
  const expectations = [
    {
      case: 'syndbg.stored',
      profile: 'v6',
      verdict: 'expected-fail',
      baseline: { reason: 'known', issue: '#7' },
    },
  ] as const;
  const ran = messages(({ name }) =>
    name.startsWith('CONTROL')
      ? { verdicts: [{ profile: 'v6', verdict: 'fail', message: 'm' }] }
      : { verdicts: null },
  );
  const [v6, upstream] = parse(ktapReport(reportOf(ran, { exit: 2, expectations })))[0]?.tests ?? [];
  assert.deepEqual(
    [...(v6?.tests ?? []), ...(upstream?.tests ?? [])].map(
      ({ ok, remark }) => `${ok} ${remark.split(' ')[0]}`,
    ),
    ['true XFAIL', 'false ERROR', 'false ERROR'],
  );
});

test('the stream begins with the outcome, and with what makes it one of a part', () => {
  const selection = { part: true, tags: '@x' };
  assert.match(
    ktapReport(reportOf(messages(), { selection })),
    /^KTAP version 1\n1\.\.1\n# a subject 7 conforms, as far as 3 of 4 cases of v6 and upstream go\n# only a part of the suite was asked for: --tags '@x'\n {2}KTAP/,
  );
});

test('what differs from what was seen is ok, what is inconclusive is not', () => {
  const verdict = (name: 'differs' | 'inconclusive'): string =>
    ktapReport(
      reportOf(messages(() => ({ verdicts: [{ profile: 'upstream', verdict: name, message: 'm' }] }))),
    );
  assert.match(
    verdict('differs'),
    /\n {4}ok 1 syndbg\.refused_options\n|\n {4}ok 1 syndbg\.refused:options\n/,
  );
  assert.match(verdict('inconclusive'), /\n {4}not ok 1 syndbg\.refused:options # inconclusive\n/);
});

test('a profile in which nothing ran is skipped, and not passed', () => {
  const [machine] = parse(ktapReport(reportOf(messages())));
  assert.deepEqual(
    machine?.tests.map(({ name, remark }) => [name, remark]),
    [
      ['v6', 'SKIP no case ran'],
      ['upstream', ''],
    ],
  );
});

test('the reasons why a run is not green fail it', () => {
  const report = reportOf([], { exit: 3, findings: [{ kind: 'nothing-selected', message: 'no\ncase' }] });
  assert.deepEqual(
    parse(ktapReport(report)).map(({ ok, name }) => [ok, name]),
    [
      [true, 'syndbg'],
      [false, 'the run'],
    ],
  );
});

test('hostile text cannot forge a result', () => {
  const stream = ktapReport(hostileRun().report);
  assert.doesNotMatch(stream, UNSAFE);
  const [machine, run] = parse(stream);
  assert.deepEqual([machine?.ok, machine?.tests.length, run?.ok, run?.tests.length], [false, 2, false, 1]);
});
