/** Adapters that are wrong as real kernels, VMMs and posted patches were: each is red, by the requirement that it breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf } from '../reports/plan';
import { runSuite } from '../reports/runner';
import { featuresOf } from '../reports/testing/one-machine';
import { DEFAULT_SEED } from '../steps/session';
import { MACHINES } from '../model/machines';
import { argvOf, WRONG } from './testing/wrong';

/** The properties try the same over sequences, and take longest. */
const CASES = planOf({}).selected.flatMap(({ case: of }) => of ?? []);

/** A tag that no case of the machine has would be an error. */
function examplesOf(machine: string): string {
  const own = CASES.filter((of) => of.machine.name === machine).flatMap(({ invariant }) => invariant ?? []);
  return `not (${[...new Set(own)].map((number) => `@invariant-${number}`).join(' or ')})`;
}

const FEATURES = new Map(MACHINES.map(({ name }) => [name, featuresOf(name)]));

for (const one of WRONG) {
  const { machine, variant, requirement, tags = `@${requirement}`, also = [] } = one;
  test(`${machine}: ${variant} is red, and ${requirement} is named`, async () => {
    const { exit, conformance } = await runSuite({
      machines: [machine],
      features: FEATURES.get(machine) as string,
      seed: DEFAULT_SEED,
      tags: `${examplesOf(machine)} and (${tags})`,
      subject: argvOf(one),
    });
    const red = conformance.cases.filter(({ verdict }) => verdict === 'fail');
    assert.equal(exit, 1);
    const named = new Set(red.map(({ broken = [] }) => broken[0]));
    assert.deepEqual([...named].sort(), [requirement, ...also].sort());
  });
}
