import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../model/core/machine';
import { machineOf } from '../model/machines';
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import type { Offer } from '../subjects/subject';
import type { Bench } from './bench';
import { benchOf } from './bench';
import { campaign } from './campaign';
import type { Judged } from './name';
import { named, namingByCases } from './name';

function benchFor(model: Model, offer: Offer): Bench {
  return benchOf(new ModelSubject(model, { name: 'some', version: '1', machines: [offer] }), offer, true);
}

const offer = REFERENCE.machines.find(({ machine, profile }) => machine === 'heki' && profile === 'v1');
const mutant = machineOf('heki').mutants.find(({ id }) => id === 'blocked-in-silence');

test('a disagreement is named by the cases that fail, and not by the table of owners', async () => {
  assert.ok(mutant && offer);
  const bench = benchFor(mutant.model(offer.choices), offer);
  const differs = { op: 'write_cr', requirements: ['HEKI-11'] };
  assert.deepEqual(await namingByCases(bench)(differs), [mutant.requirement, 'HEKI-11']);
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
    const naming = namingByCases(bench);
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
  const first = await namingByCases(benchFor(referenceModel(offer), offer))(differs);
  assert.deepEqual(first, ['HEKI-11', 'HEKI-24']);
});

interface Case {
  /** What it may break, most likely first; none where it passes. */
  readonly blames?: readonly string[];
  readonly about?: readonly string[];
  /** The last one differs. */
  readonly ops?: readonly string[];
}

function judged({ blames = [], about = blames.slice(0, 1), ops = ['hypercall'] }: Case): Judged {
  const [first, ...perhaps] = blames;
  const trace = ops.map((op) => ({ op: { op }, outcome: { outcome: 'ok' } }));
  if (first === undefined) return { verdict: 'pass', requirements: [...about] };
  return { verdict: 'fail', requirements: [...about], broken: [first], perhaps, trace, at: ops.length - 1 };
}

const differs = { op: 'hypercall', requirements: ['S-1'] };
const first = (cases: readonly Case[], one = differs): string | undefined => named(one, cases.map(judged))[0];

test('what all failures may break comes before what each of them names first', () => {
  const cases = [{ blames: ['S-2', 'S-9'] }, { blames: ['S-3', 'S-9'] }];
  const last = { blames: ['S-4', 'S-9'], about: ['S-4', 'S-9'] };
  assert.equal(first([...cases, last]), 'S-9');
  // Where no case that is about it fails it is not what broke.
  assert.equal(first([...cases, { ...last, about: ['S-4'] }]), 'S-2');
  assert.equal(first([last, last]), 'S-4');
});

test('what most of its own cases show to hold comes after what none of them does', () => {
  const held = [...Array(8).keys()].map(() => ({ about: ['S-2'] }));
  const cases = [{ blames: ['S-2', 'S-9'], about: ['S-9', 'S-2'] }];
  assert.equal(first(cases), 'S-2');
  assert.equal(first([...cases, ...held]), 'S-9');
});

test('what else a case is about may be what broke, where the disagreement may break it', () => {
  const held = [...Array(8).keys()].map(() => ({ about: ['S-2'] }));
  const cases = [{ blames: ['S-2'], about: ['S-1', 'S-3', 'S-2'] }, ...held];
  assert.equal(first(cases), 'S-1');
  assert.equal(first(cases, { op: 'hypercall', requirements: ['S-9'] }), 'S-2');
});

test('of the failures that fit only the shortest have a vote', () => {
  const longer = { blames: ['S-1'], ops: ['hypercall', 'access'] };
  assert.deepEqual(named(differs, [{ blames: ['S-7'] }, longer, longer].map(judged)), ['S-7', 'S-1']);
  // Of another operation, and of another requirement, it has nothing to do with it.
  assert.equal(first([{ blames: ['S-7'], ops: ['boot'] }, longer]), 'S-1');
  assert.equal(first([{ blames: ['S-7', 'S-1'], ops: ['boot'] }, longer]), 'S-7');
});

test('where no failure fits all of them are asked', () => {
  assert.deepEqual(named(differs, [{ blames: ['S-7'], ops: ['boot'] }].map(judged)), ['S-7', 'S-1']);
});
