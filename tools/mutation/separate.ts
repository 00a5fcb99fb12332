/** What tells a mutant that no case noticed from the reference: the reference beside it, in the cases and after random operations. */
import { benchOf } from '../../fuzz/bench';
import { campaign } from '../../fuzz/campaign';
import type { Choices, Machine, Model, Profile } from '../../model/core/machine';
import { completeChoices } from '../../model/core/machine';
import { hasInsight } from '../../model/core/ruling';
import { Inapplicable, Inconclusive } from '../../steps/fate';
import type { Bound } from '../../steps/bound';
import { DEFAULT_SEED } from '../../steps/session';
import { ModelSubject, referenceModel } from '../../subjects/model-subject';
import type { Offer, Subject } from '../../subjects/subject';
import { Beside } from './beside';
import type { Mutated } from './kill';
import type { Fate } from './mutation';
import type { Unit } from './units';
import { modelOf } from './units';

/** Random operations in each profile. */
const STEPS = 2000;

/** What was found: a hole, or only a difference that nobody speaks of. */
type Told = Pick<Fate, 'by' | 'detail'>;

const NOTHING: Told = { by: 'lives', detail: '' };

/** A mutant of the model in the cases that come by it, and after random operations in each profile. */
export async function modelTold(
  mutated: Mutated,
  { name, profiles }: Machine,
  units: readonly Unit[],
): Promise<Told> {
  let told = NOTHING;
  for (const unit of units.filter(({ case: { invariant } }) => invariant === null)) {
    const { profile, choices } = unit.offer;
    told = more(
      told,
      await toldInCase(foreign(mutated.model(profile, choices)), unit.offer, unit, modelOf(unit)),
    );
    if (told.by === 'differs') return told;
  }
  for (const profile of profiles)
    for (const choices of variedOnce(profile)) {
      const { name: inProfile, capabilities } = profile;
      const model = mutated.model(inProfile, choices);
      told = more(
        told,
        await toldAtRandom(foreign(model), { machine: name, profile: inProfile, capabilities, choices }),
      );
      if (told.by === 'differs') return told;
    }
  return told;
}

/** The default choices of a profile, and those in which one is made otherwise. */
function variedOnce(profile: Profile): readonly Choices[] {
  const usual = completeChoices(profile, {});
  const others = Object.entries(profile.choices).flatMap(([name, values]) =>
    values.filter((value) => value !== usual[name]).map((value) => ({ ...usual, [name]: value })),
  );
  return [usual, ...others];
}

/** Once a difference was seen that nobody speaks of, nothing at all says no more. */
export function more(before: Told, now: Told): Told {
  return now.by === 'lives' ? before : before.by === 'open' && now.by === 'open' ? before : now;
}

/** A model as if it were in another process: the reference runs beside it. */
function foreign(model: Model): Subject {
  const subject = new ModelSubject(model, { name: 'mutant', version: '1', machines: [] });
  return {
    description: subject.description,
    reset: async (offer, config) => subject.reset(offer, config),
    step: (op) => subject.step(op),
    inspect: async () => subject.inspect(),
    close: () => subject.close(),
  };
}

/** One case, with the whole state compared at its end. */
export async function toldInCase(subject: Subject, offer: Offer, bound: Bound, shadow: Model): Promise<Told> {
  const { fields } = bound.case.machine;
  const beside = new Beside(subject, shadow, fields, hasInsight(fields, offer.capabilities));
  const where = `${bound.case.id} [${offer.profile}]`;
  try {
    const lab = bound.lab(offer, beside, shadow);
    await bound.play(lab);
    await lab.inspected();
    const { requirements, differences } = lab.named();
    if (differences.length > 0)
      return { by: 'differs', detail: `${where} ${requirements.join(', ')}: ${differences[0]?.path ?? ''}` };
  } catch (error) {
    if (!(error instanceof Inconclusive || error instanceof Inapplicable))
      return {
        by: 'differs',
        detail: `${where}: ${(error as Error).message.split('\n').slice(0, 2).join(' ')}`,
      };
  }
  return beside.difference === null ? NOTHING : { by: 'open', detail: `${where}: ${beside.difference}` };
}

/** Random operations, up to the shortest sequence after which a field that a requirement speaks of differs. */
export async function toldAtRandom(subject: Subject, offer: Offer): Promise<Told> {
  const bench = benchOf(subject, offer, true);
  const beside = new Beside(subject, referenceModel(offer), bench.machine.fields, bench.court.insight);
  try {
    const { found } = await campaign({ ...bench, subject: beside }, { seed: DEFAULT_SEED, steps: STEPS });
    const [first] = found;
    if (first) {
      const { config, ops } = first.sequence;
      const said = [config, ...ops].map((one) => JSON.stringify(one, text)).join(' ');
      const detail = `${offer.profile} ${first.requirements.join(', ')}: ${said} → ${first.lines[0] ?? ''}`;
      return { by: 'differs', detail };
    }
  } catch (error) {
    return { by: 'differs', detail: `${offer.profile}: ${(error as Error).message}` };
  }
  return beside.difference === null
    ? NOTHING
    : { by: 'open', detail: `${offer.profile}: ${beside.difference}` };
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : value;
}
