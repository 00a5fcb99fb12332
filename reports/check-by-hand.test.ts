/** The recording that recordings/README.md shows to copy. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { entriesOf } from '../subjects/recording';
import { checkEntries } from './check';
import type { CheckResult } from './check-result';
import { RECORDINGS } from './testing/recorded';

const README = readFileSync(join(RECORDINGS, 'README.md'), 'utf8');
const [EXAMPLE = '', TRACED = ''] = [...README.matchAll(/```jsonl\n([^`]*)```/g)].map(([, text]) => text);

function checked(text: string): Promise<CheckResult> {
  return checkEntries(entriesOf([Buffer.from(text)], 'README.md'), 'README.md');
}

test('the example is allowed, line by line', async () => {
  const { verdict, lines, findings } = await checked(EXAMPLE);
  assert.deepEqual(findings, []);
  assert.equal(verdict, 'pass');
  assert.deepEqual([lines.total, lines.conforming, lines.unobserved], [4, 3, 1]);
});

for (const [what, from, to, line] of [
  ['another value read back', '"value":"0x5757"', '"value":"0x5758"', 5],
  ['an exit that another value caused', '"control":"0x5"', '"control":"0x4"', 3],
  ['no exit', /"events":\[[^\]]*\]/, '"events":[]', 3],
] as const) {
  test(`the example with ${what} is not`, async () => {
    const changed = EXAMPLE.replace(from, to);
    assert.notEqual(changed, EXAMPLE);
    const { verdict, findings } = await checked(changed);
    assert.equal(verdict, 'fail');
    assert.deepEqual(
      findings.map((one) => one.line),
      [line],
    );
  });
}

test('the line of a trace is allowed, and with another value in the trace it is not', async () => {
  const right = await checked(TRACED);
  assert.deepEqual([right.verdict, right.lines.conforming], ['pass', 1]);
  const wrong = await checked(TRACED.replace('data 0x1000', 'data 0x1001'));
  assert.deepEqual(
    wrong.findings.map(({ line, requirements }) => [line, requirements[0]]),
    [[3, 'SYNDBG-29']],
  );
});
