import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../model/core/machine';
import { machineOf } from '../model/machines';
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import type { Offer } from '../subjects/subject';
import type { Bench } from './bench';
import { benchOf } from './bench';
import { campaign } from './campaign';
import { namingAsRun } from './name';

function benchFor(model: Model, offer: Offer): Bench {
  return benchOf(new ModelSubject(model, { name: 'some', version: '1', machines: [offer] }), offer, true);
}

const offer = REFERENCE.machines.find(({ machine, profile }) => machine === 'heki' && profile === 'v1');
const mutant = machineOf('heki').mutants.find(({ id }) => id === 'blocked-in-silence');

test('a disagreement is named as a run names it, and not by the table of owners', async () => {
  assert.ok(mutant && offer);
  const bench = benchFor(mutant.model(offer.choices), offer);
  const differs = { op: 'write_cr', fields: ['events.blocked'], requirements: ['HEKI-158'] };
  assert.deepEqual(await namingAsRun(bench)(differs), [mutant.requirement, 'HEKI-158']);
});

for (const [name, id] of [
  ['mktme', 'no-range-check'],
  ['heki', 'handler-returns-0'],
] as const) {
  test(`${name}: whatever the sequences, ${id} is named by the requirement that it breaks`, async () => {
    const one = machineOf(name).mutants.find((known) => known.id === id);
    const of = REFERENCE.machines.find(
      ({ machine, profile }) => machine === name && profile === one?.profile,
    );
    assert.ok(one && of);
    const bench = benchFor(one.model(of.choices), of);
    const naming = namingAsRun(bench);
    for (const seed of [1, 2, 3, 4]) {
      const { found } = await campaign(bench, { seed, steps: 20_000, naming });
      assert.deepEqual(
        found.map(({ requirements: [first] }) => first),
        [one.requirement],
        `seed ${seed}`,
      );
    }
  });
}

test('where no case fails the requirements stay as they are', async () => {
  assert.ok(offer);
  const differs = { op: 'boot', fields: ['outcome'], requirements: ['HEKI-11', 'HEKI-24'] };
  const named = await namingAsRun(benchFor(referenceModel(offer), offer))(differs);
  assert.deepEqual(named, ['HEKI-11', 'HEKI-24']);
});
