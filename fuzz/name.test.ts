import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../model/core/machine';
import { machineOf } from '../model/machines';
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import type { FailureGroup } from '../reports/failing';
import type { Offer } from '../subjects/subject';
import type { Bench } from './bench';
import { benchOf } from './bench';
import { campaign } from './campaign';
import { named, namingAsRun } from './name';

function benchFor(model: Model, offer: Offer): Bench {
  return benchOf(new ModelSubject(model, { name: 'some', version: '1', machines: [offer] }), offer, true);
}

const offer = REFERENCE.machines.find(({ machine, profile }) => machine === 'heki' && profile === 'v1');
const mutant = machineOf('heki').mutants.find(({ id }) => id === 'blocked-in-silence');

test('a disagreement is named as a run names it, and not by the table of owners', async () => {
  assert.ok(mutant && offer);
  const bench = benchFor(mutant.model(offer.choices), offer);
  const differs = { op: 'write_cr', requirements: ['HEKI-11'] };
  assert.deepEqual(await namingAsRun(bench)(differs), [mutant.requirement, 'HEKI-11']);
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
  const differs = { op: 'boot', requirements: ['HEKI-11', 'HEKI-24'] };
  const first = await namingAsRun(benchFor(referenceModel(offer), offer))(differs);
  assert.deepEqual(first, ['HEKI-11', 'HEKI-24']);
});

/** A group of one failure: what it breaks, and its operations, of which the last differs. */
function failing(broken: string, ops: readonly string[], perhaps: readonly string[] = []): FailureGroup {
  const trace = ops.map((op) => ({ op: { op }, outcome: null }));
  const first = { broken: [broken], perhaps, trace, at: ops.length - 1 };
  return { first, others: [] } as unknown as FailureGroup;
}

test('of equally short failures that fit comes first what the disagreement may break', () => {
  const one = { op: 'hypercall', requirements: ['S-2', 'S-1'] };
  const groups = [
    failing('S-9', ['reset', 'hypercall'], ['S-1']),
    failing('S-1', ['reset', 'hypercall']),
    failing('S-2', ['reset', 'hypercall']),
  ];
  assert.deepEqual(named(one, groups), ['S-1', 'S-2']);
  assert.deepEqual(named(one, groups.slice(0, 1)), ['S-9', 'S-2', 'S-1']);
});

test('a shorter failure of the same operation comes before what may break the same', () => {
  const one = { op: 'hypercall', requirements: ['S-1'] };
  const longer = failing('S-1', ['hypercall', 'access']);
  assert.deepEqual(named(one, [failing('S-7', ['hypercall']), longer]), ['S-7', 'S-1']);
  // Of another operation it has nothing to do with it.
  assert.deepEqual(named(one, [failing('S-7', ['boot']), longer]), ['S-1']);
  assert.deepEqual(named(one, [failing('S-7', ['boot'])]), ['S-7', 'S-1']);
});
