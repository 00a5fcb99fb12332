/**
 * The cases the other way round: where something is missing that a case needs, it is none of the subject's, and so cannot pass;
 * and what needs nothing passes on a subject that has nothing but core operations.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilitiesOf } from '../model/core/capability';
import type { AnyOp, AnyOutcome, Machine, Model } from '../model/core/machine';
import { Unsupported } from '../model/core/machine';
import type { Fields } from '../model/core/owners';
import { isInsight } from '../model/core/owners';
import { withoutInsight } from '../model/core/ruling';
import { MACHINES } from '../model/machines';
import type { Case } from '../reports/case';
import { absenceOf } from '../reports/case';
import { casesIn } from '../reports/doctor-cases';
import { runSuite } from '../reports/runner';
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import type { Offer, Subject } from '../subjects/subject';
import type { Bound } from './bound';
import { boundTo } from './bound';
import { DEFAULT_SEED } from './session';

const offersOf = ({ name }: Machine): readonly Offer[] =>
  REFERENCE.machines.filter(({ machine }) => machine === name);

/** The offer with the choices that a case is about. */
function choosing(offer: Offer, of: Case): Offer {
  return { ...offer, choices: { ...offer.choices, ...of.choices } };
}

for (const machine of MACHINES)
  test(`${machine.name}: a case runs where all that it needs is there, and nowhere else`, () => {
    const wrong: string[] = [];
    for (const of of casesIn(machine))
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
    inspect: async () => withoutInside(fields, await subject.inspect(), 'state') as object,
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

test('a case that needs nothing passes on a subject that has nothing', async () => {
  const needs = new Set(MACHINES.flatMap((machine) => casesIn(machine).flatMap((of) => of.needs)));
  const invariants = new Set(
    MACHINES.flatMap((machine) => casesIn(machine).flatMap((of) => of.invariant ?? [])),
  );
  const tags = [
    ...[...needs].map((need) => `@needs-${need}`),
    ...[...invariants].map((n) => `@invariant-${n}`),
  ];
  const all: Bound[] = [];
  boundTo((one) => all.push(one));
  await runSuite({ seed: DEFAULT_SEED, tags: `not (${tags.join(' or ')})` });
  boundTo(null);
  const failed: string[] = [];
  for (const one of all) {
    const { machine, id } = one.case;
    const offer = { ...one.offer, capabilities: [] };
    const model = referenceModel(offer);
    try {
      await one.play(one.lab(offer, minimal(machine, model), model));
    } catch (error) {
      failed.push(`${id} [${offer.profile}]: ${(error as Error).message.split('\n')[0] ?? ''}`);
    }
  }
  assert.deepEqual(failed, []);
  const unconditional = MACHINES.flatMap((machine) =>
    casesIn(machine).filter((of) => of.needs.length === 0 && of.invariant === null),
  );
  assert.deepEqual(
    [...new Set(all.map((one) => one.case.id))].sort(),
    unconditional.map(({ id }) => id).sort(),
  );
  assert.ok(unconditional.length > 500, `${unconditional.length} cases`);
});
