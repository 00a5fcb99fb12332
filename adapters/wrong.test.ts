/** Adapters that are wrong as real kernels, VMMs and posted patches were: each is red, by the requirement that it breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf } from '../reports/plan';
import { runSuite } from '../reports/runner';
import { DEFAULT_SEED } from '../steps/session';
import { argvOf, WRONG } from './testing/wrong';

/** The properties try the same over sequences, and take longest. */
const PROPERTIES = planOf({}).selected.flatMap(({ case: of }) => of?.invariant ?? []);
const EXAMPLES = `not (${[...new Set(PROPERTIES)].map((number) => `@invariant-${number}`).join(' or ')})`;

for (const one of WRONG) {
  const { machine, variant, requirement, tags = `@${requirement}`, also = [] } = one;
  test(`${machine}: ${variant} is red, and ${requirement} is named`, async () => {
    const { exit, conformance } = await runSuite({
      machines: [machine],
      seed: DEFAULT_SEED,
      tags: `${EXAMPLES} and (${tags})`,
      subject: argvOf(one),
    });
    const red = conformance.cases.filter(({ verdict }) => verdict === 'fail');
    assert.equal(exit, 1);
    const named = new Set(red.map(({ broken = [] }) => broken[0]));
    assert.deepEqual([...named].sort(), [requirement, ...also].sort());
  });
}
