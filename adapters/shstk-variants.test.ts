/** Mistakes in shadow stacks that were really made, put into the sample adapter. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runSuite } from '../reports/runner';
import { DEFAULT_SEED } from '../steps/session';

/** Mistakes that were really made, with the cases that they concern and the requirement that each breaks. */
const MADE = [
  ['ssp-first', '@SHSTK-106', 'SHSTK-106'],
  ['first-interface', '@SHSTK-63', 'SHSTK-63'],
  ['first-page', '@SHSTK-141', 'SHSTK-141'],
  ['wrss-not-forked', '@SHSTK-47', 'SHSTK-47'],
] as const;

for (const [variant, tags, broken] of MADE) {
  test(`shadow stacks, ${variant}: the requirement that it breaks is named first`, async () => {
    const { conformance, exit } = await runSuite({
      machines: ['shstk'],
      seed: DEFAULT_SEED,
      tags,
      subject: ['python3', join(__dirname, 'testing', 'shstk_variants.py'), variant],
    });
    assert.equal(exit, 1);
    const red = conformance.cases.filter(({ verdict }) => verdict === 'fail');
    assert.deepEqual([...new Set(red.map((one) => one.broken?.[0]))], [broken]);
  });
}
