import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conformance } from '../report-types';
import { hostileRun, UNSAFE } from '../testing/hostile';
import type { Fate } from '../testing/sample-run';
import { messages, PASS, reportOf, URI } from '../testing/sample-run';
import { sarifReport } from './sarif';

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations?: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
}

interface Run {
  readonly tool: {
    readonly driver: {
      readonly rules: readonly {
        readonly id: string;
        readonly shortDescription: { readonly text: string };
      }[];
    };
  };
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly exitCode: number;
    readonly toolExecutionNotifications: readonly { readonly descriptor: { readonly id: string } }[];
  }[];
  readonly results: readonly Result[];
}

function runOf(report: Conformance, subject?: string): Run {
  const { version, runs } = JSON.parse(sarifReport(report, subject)) as { version: string; runs: Run[] };
  assert.equal(version, '2.1.0');
  assert.equal(runs.length, 1);
  return runs[0] as Run;
}

function stored(fate: Fate, exit: 0 | 1 | 2 = 1): Run {
  return runOf(
    reportOf(
      messages(({ name }) => (name.startsWith('CONTROL') ? fate : PASS)),
      { exit },
    ),
    './mine',
  );
}

test('what broke is told at its case, by the requirement that broke, with the command that shows it again', () => {
  const { results, tool, invocations } = stored({
    verdicts: [
      { profile: 'v6', verdict: 'fail', message: 'control: expected 0x5, got 0x4', broken: ['SYNDBG-05'] },
      { profile: 'upstream' },
    ],
  });
  assert.equal(results.length, 1);
  const [{ ruleId, ruleIndex, level, message, locations }] = results as [Result];
  assert.deepEqual([ruleId, level], ['SYNDBG-05', 'error']);
  assert.match(message.text, /breaks SYNDBG-05: control: expected 0x5, got 0x4/);
  assert.match(message.text, /again: npx hvspec run .*--profile v6 --subject \.\/mine$/);
  const place = locations?.[0]?.physicalLocation;
  assert.deepEqual([place?.artifactLocation.uri, place?.region.startLine], [URI, 8]);
  assert.equal(tool.driver.rules[ruleIndex]?.id, 'SYNDBG-05');
  assert.match(tool.driver.rules[ruleIndex].shortDescription.text, /^(MUST|SHOULD|MAY|SEEN): /);
  assert.deepEqual([invocations[0]?.executionSuccessful, invocations[0]?.exitCode], [true, 1]);
});

for (const [verdict, level] of [
  ['inconclusive', 'error'],
  ['untestable', 'error'],
  ['error', 'error'],
  ['differs', 'note'],
] as const) {
  test(`${verdict} is of level ${level}`, () => {
    const { results, tool } = stored({
      verdicts: [{ profile: 'v6', verdict, message: 'm' }, { profile: 'upstream' }],
    });
    assert.deepEqual(
      results.map((one) => [one.ruleId, one.level]),
      [[verdict, level]],
    );
    assert.deepEqual(
      tool.driver.rules.map(({ id }) => id),
      [verdict],
    );
  });
}

test('neither a pass nor what does not apply nor a known failure is a result', () => {
  const { results } = stored({
    verdicts: [
      { profile: 'v6', verdict: 'inapplicable', message: 'm' },
      { profile: 'upstream', verdict: 'expected-fail', message: 'm', broken: ['SYNDBG-05'] },
    ],
  });
  assert.deepEqual(results, []);
});

test('a run that is not green for no case says so', () => {
  const report = reportOf(messages(), { exit: 3, findings: [{ kind: 'empty-shard', message: 'm' }] });
  const { results, invocations } = runOf(report);
  assert.deepEqual(results, []);
  assert.equal(invocations[0]?.executionSuccessful, false);
  assert.deepEqual(
    invocations[0].toolExecutionNotifications.map(({ descriptor }) => descriptor.id),
    ['empty-shard'],
  );
});

test('hostile text neither begins a placeholder nor a link, and is shown without control characters', () => {
  const { report } = hostileRun();
  const text = sarifReport(report);
  assert.doesNotMatch(text, UNSAFE);
  for (const { message } of runOf(report).results) {
    assert.doesNotMatch(message.text.replaceAll('{{', '').replaceAll('}}', ''), /[{}]/);
    assert.doesNotMatch(message.text, /(?<!\\)\[/);
  }
});
