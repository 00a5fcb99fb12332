/**
 * The cases the other way round: where something is missing that a case needs, it is none of the subject's, and so cannot pass;
 * and what needs nothing passes on a subject that has nothing but core operations.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilitiesOf } from '../model/core/capability';
import type { AnyOp, AnyOutcome, Machine, Model } from '../model/core/machine';
import { completeChoices, profileNamed, Unsupported } from '../model/core/machine';
import { once } from '../model/core/once';
import type { Fields } from '../model/core/owners';
import { isInsight } from '../model/core/owners';
import { withoutInsight } from '../model/core/ruling';
import { MACHINES } from '../model/machines';
import type { Case } from '../reports/case';
import { absenceOf } from '../reports/case';
import { ModelSubject, REFERENCE } from '../subjects/model-subject';
import type { Offer, Subject } from '../subjects/subject';
import type { Combination, Tried } from './choices';
import { asking, everyOther } from './choices';
import { stepsOf } from './play';
import { perform } from './seat';
import { Seating } from './seating';
import { choicesOf, modelWith } from './session';
import type { CaseEntry } from './testing/played';
import { casesOf, examplesOf } from './testing/played';

const offersOf = ({ name }: Machine): readonly Offer[] =>
  REFERENCE.machines.filter(({ machine }) => machine === name);

/** The offer with the choices that a case is about. */
function choosing(offer: Offer, of: Case): Offer {
  return { ...offer, choices: { ...offer.choices, ...of.choices } };
}

for (const machine of MACHINES)
  test(`${machine.name}: a case runs where all that it needs is there, and nowhere else`, () => {
    const wrong: string[] = [];
    for (const { case: of } of casesOf(machine.name))
      for (const whole of offersOf(machine).map((offer) => choosing(offer, of))) {
        const holds = of.profiles.includes(whole.profile);
        const has = of.needs.every((need) => whole.capabilities.includes(need));
        if ((absenceOf(of, whole) === null) !== (holds && has)) wrong.push(`${of.id} on ${whole.profile}`);
        for (const need of of.needs) {
          const capabilities = whole.capabilities.filter((one) => one !== need);
          if (absenceOf(of, { ...whole, capabilities }) === null) wrong.push(`${of.id} without ${need}`);
        }
      }
    assert.deepEqual(wrong, []);
  });

/** The reference with core operations alone, as an adapter that declares no capability. */
function minimal({ fields, operations }: Machine, model: Model): Subject {
  const subject = new ModelSubject(model);
  // Of a state that was looked at there is one view.
  const bare = once((state: object) => withoutInside(fields, state, 'state') as object);
  const need = (op: AnyOp): void => {
    const [lacking] = capabilitiesOf(operations, op);
    if (lacking !== undefined) throw new Unsupported(`no ${op.op}`, lacking);
  };
  const shown = (outcome: AnyOutcome): AnyOutcome =>
    fields.insight ? withoutInsight(fields, outcome) : outcome;
  return {
    description: subject.description,
    reset: async (offer, config) => {
      need({ op: 'reset', ...config });
      await subject.reset(offer, config);
    },
    step: async (op) => {
      need(op);
      return shown(await subject.step(op));
    },
    inspect: async () => bare(await subject.inspect()),
    close: () => subject.close(),
  };
}

const inside = new WeakMap<Fields, Map<string, boolean>>();

/** The same as isInsight: the paths of a state are those of the next one, too. */
function isInside(fields: Fields, path: string): boolean {
  const known = inside.get(fields) ?? new Map<string, boolean>();
  inside.set(fields, known);
  const found = known.get(path) ?? isInsight(fields, path);
  known.set(path, found);
  return found;
}

/** A state without what only insight shows; the elements of a list are `*` in a path. */
function withoutInside(fields: Fields, value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutInside(fields, one, `${path}.*`));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !isInside(fields, `${path}.${name}`));
  return Object.fromEntries(kept.map(([name, one]) => [name, withoutInside(fields, one, `${path}.${name}`)]));
}

/** Leads a case through on that subject in one of its profiles, with each combination of choices that it asks for. */
async function playBare({ case: of, pickle }: CaseEntry, profile: string): Promise<void> {
  const { machine } = of;
  const seating = new Seating(of, {});
  const steps = await stepsOf(pickle);
  const playWith = async ({ made, settled }: Combination): Promise<Tried> => {
    const { choices, asked } = asking(made);
    const model = modelWith(machine, profile, choices);
    const offer = { machine: machine.name, profile, capabilities: [], choices };
    const lab = seating.lab(offer, minimal(machine, model), model);
    for (const step of steps) await perform(lab, step);
    lab.settle();
    return { made, settled, asked };
  };
  const made = completeChoices(profileNamed(machine, profile), of.choices);
  const first = await playWith({ made, settled: new Set(Object.keys(of.choices)) });
  await everyOther(first, choicesOf(machine, profile), playWith);
}

test('a case that needs nothing passes on a subject that has nothing', async () => {
  const cases = MACHINES.flatMap(({ name }) => examplesOf(name)).filter(
    ({ case: of }) => of.needs.length === 0,
  );
  assert.ok(cases.length > 500, `${cases.length} cases`);
  const failed: string[] = [];
  for (const one of cases)
    for (const profile of one.case.profiles)
      try {
        await playBare(one, profile);
      } catch (error) {
        failed.push(`${one.case.id} [${profile}]: ${(error as Error).message.split('\n')[0] ?? ''}`);
      }
  assert.deepEqual(failed, []);
});
