import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../model/core/machine';
import { machineOf } from '../model/machines';
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import type { Offer } from '../subjects/subject';
import type { Bench } from './bench';
import { benchOf } from './bench';
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

test('where no case fails the requirements stay as they are', async () => {
  assert.ok(offer);
  const differs = { op: 'boot', fields: ['outcome'], requirements: ['HEKI-11', 'HEKI-24'] };
  const named = await namingAsRun(benchFor(referenceModel(offer), offer))(differs);
  assert.deepEqual(named, ['HEKI-11', 'HEKI-24']);
});
