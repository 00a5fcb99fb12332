/** Adapters of mktme with a mistake that a kernel or a patch really had: each is red, with the right requirement first. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runSuite } from '../reports/runner';
import { DEFAULT_SEED } from '../steps/session';

const VARIANTS = join(__dirname, 'testing', 'mktme_variants.py');
const FEATURES = 'features/mktme';

/** A variant, the feature that is about its mistake, and the requirements that its red cases name first. */
const MISTAKES = [
  ['alias-not-flushed', 'stale', ['MKTME-102']],
  ['array-as-a-range', 'stale', ['MKTME-100']],
  ['removal-not-flushed', 'hotremove', ['MKTME-106']],
  ['bits-not-masked', 'supported', ['MKTME-104']],
  ['frame-0-not-inverted', 'non-present', ['MKTME-108']],
  ['enable-once', 'callers', ['MKTME-107']],
  ['flushed-through-c', 'page-keyids', ['MKTME-44']],
  ['first-page-freed', 'page-keyids', ['MKTME-44']],
] as const;

for (const [variant, feature, first] of MISTAKES) {
  test(`${variant} is red by ${first.join(' and ')}`, async () => {
    const { exit, conformance } = await runSuite({
      machines: ['mktme'],
      seed: DEFAULT_SEED,
      tags: 'not @invariant-11',
      paths: [`${FEATURES}/${feature}.feature`],
      subject: ['python3', VARIANTS, variant],
    });
    const red = conformance.cases.filter(({ verdict }) => verdict === 'fail');
    assert.equal(exit, 1);
    assert.deepEqual([...new Set(red.map(({ broken = [] }) => broken[0]))].sort(), [...first]);
  });
}
