/** The sample adapter of Heki in the later versions. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runSuite } from '../reports/runner';
import { DEFAULT_SEED } from '../steps/session';

const SAMPLE = join(__dirname, 'python', 'heki.py');
/** The properties try the same over sequences, and take longest. */
const EXAMPLES = `not (${[9, 10, 11].map((invariant) => `@invariant-${invariant}`).join(' or ')})`;

for (const [version, cases] of [
  ['v2', 100],
  ['v3', 95],
] as const) {
  test(`the sample conforms to ${version}, too`, async () => {
    const { exit, conformance } = await runSuite({
      machines: ['heki'],
      seed: DEFAULT_SEED,
      tags: EXAMPLES,
      subject: ['python3', SAMPLE, version],
    });
    const passed = conformance.cases.filter(({ verdict }) => verdict === 'pass').length;
    assert.equal(exit, 0);
    assert.ok(passed > cases, `${passed} cases`);
  });
}
