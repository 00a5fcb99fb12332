import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from '../../model/core/machine';
import type { Json } from '../../model/core/wire';
import { toWire } from '../../model/core/wire';
import { MACHINES } from '../../model/machines';
import type { Entry } from '../../reports/book';
import { bookOf } from '../../reports/book';
import { parseFeature } from '../../reports/gherkin';
import { catalogueFor, lawOf } from '../../reports/law';
import { ModelSubject, REFERENCE, referenceModel } from '../../subjects/model-subject';
import type { Offer } from '../../subjects/subject';
import { Inconclusive } from '../fate';
import { Lab } from '../lab';
import { verdictsOf } from '../play';
import { runPhrase } from './machine';
import { RAW } from './raw';
import { reproduce } from './reproduce';
import type { Vocabulary } from './vocabulary';
import { vocabularyOf } from './vocabulary';

/** Of an invariant that says one. */
const A_NUMBER = 4;
const SEEDS = [1, 2, 3];

function labOf(machine: Machine, offer: Offer, seed: number): Lab {
  const reference = referenceModel(offer);
  const law = lawOf(catalogueFor(machine), offer.profile, true);
  const subject = new ModelSubject(reference);
  return new Lab({
    machine,
    offer,
    subject,
    shadow: reference,
    reference,
    law,
    tags: {},
    usesFrame: false,
    seed,
    runs: 2,
  });
}

interface Told {
  readonly offer: Offer;
  readonly scenario: string;
  readonly ops: readonly Json[];
}

/** The last of two runs of an invariant in a profile, as it is told; null where the profile cannot run it. */
async function lastRun(
  known: Vocabulary,
  machine: Machine,
  offer: Offer,
  seed: number,
  text: string,
): Promise<Told | null> {
  const lab = labOf(machine, offer, seed);
  try {
    await runPhrase(known, text, lab, text.includes('{int}') ? [A_NUMBER] : []);
  } catch (error) {
    // Two runs reach little; and not every profile has what every invariant performs.
    if (!(error instanceof Inconclusive)) return null;
  }
  const ops = lab.trace.map(({ op }) => toWire(op));
  return ops.length === 0 ? null : { offer, scenario: reproduce(known, lab), ops };
}

async function toldRuns(known: Vocabulary, machine: Machine): Promise<readonly Told[]> {
  const told: Told[] = [];
  const offers = REFERENCE.machines.filter((offer) => offer.machine === machine.name);
  for (const { kind, text } of known.phrases) {
    if (kind !== 'invariant') continue;
    for (const offer of offers)
      for (const seed of SEEDS) {
        const one = await lastRun(known, machine, offer, seed, text);
        if (one) told.push(one);
      }
  }
  return told;
}

/** The operations of a scenario on the reference. It has to fail at its last step, and so hands over its trace. */
async function performed(entry: Entry, offer: Offer): Promise<readonly Json[]> {
  const about = { name: 'reference', version: '1', machines: [offer] };
  const [verdict] = await verdictsOf(entry, new ModelSubject(referenceModel(offer), about));
  assert.match(verdict?.message ?? '', /ENOSUCH/);
  return (verdict?.trace ?? []).map(({ op }) => op);
}

for (const machine of MACHINES) {
  const known = vocabularyOf(machine.name);
  test(`${machine.name}: what a property runs is told in phrases, and they perform the same operations`, async () => {
    const told = await toldRuns(known, machine);
    assert.ok(told.length > 0);
    for (const { scenario } of told)
      for (const { text } of RAW) assert.ok(!scenario.includes(text), scenario);
    const cases = told.flatMap(({ offer: { profile }, scenario }, i) => [
      '',
      `  @${machine.name}.told-${String(i).padStart(4, '0')} @only-${profile} @${machine.name.toUpperCase()}-01`,
      ...scenario
        .split('\n')
        .map((line) => `  ${line.replace('Example: the shortest way to see it', `Example: told ${i}`)}`),
      '    And it fails with ENOSUCH',
    ]);
    const lines = [`@${machine.name}`, 'Feature: told', ...cases];
    const { entries } = bookOf(parseFeature(lines.join('\n'), 'told.feature'));
    assert.equal(entries.length, told.length);
    for (const [i, { offer, scenario, ops }] of told.entries())
      assert.deepEqual(await performed(entries[i] as Entry, offer), ops, scenario);
  });
}
