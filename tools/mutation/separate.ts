/** What tells a mutant that no case noticed from the reference: the reference beside it, in a case or after random operations. */
import { benchOf } from '../../fuzz/bench';
import { campaign } from '../../fuzz/campaign';
import type { Machine, Model } from '../../model/core/machine';
import { completeChoices } from '../../model/core/machine';
import { DEFAULT_SEED } from '../../steps/session';
import { ModelSubject } from '../../subjects/model-subject';
import type { Offer, Subject } from '../../subjects/subject';
import type { Mutated } from './kill';
import type { Unit } from './units';
import { modelOf } from './units';

/** Random operations in each profile. */
const STEPS = 2000;

/** The first case in which a field that a requirement speaks of differs, or null. */
export async function differsInCase(mutated: Mutated, units: readonly Unit[]): Promise<string | null> {
  for (const unit of units.filter(({ case: { invariant } }) => invariant === null)) {
    const { profile, choices } = unit.offer;
    const lab = unit.lab(unit.offer, foreign(mutated.model(profile, choices)), modelOf(unit));
    try {
      await unit.play(lab);
    } catch (error) {
      return `${unit.case.id} [${profile}]: ${(error as Error).message.split('\n').slice(0, 2).join(' ')}`;
    }
  }
  return null;
}

/** A model as if it were in another process: the reference runs beside it. */
function foreign(model: Model): Subject {
  const subject = new ModelSubject(model);
  return {
    description: subject.description,
    reset: (offer, config) => subject.reset(offer, config),
    step: (op) => subject.step(op),
    inspect: () => subject.inspect(),
    close: () => subject.close(),
  };
}

/** The same in any of the machine's profiles after random operations. */
export async function modelDiffers(mutated: Mutated, { name, profiles }: Machine): Promise<string | null> {
  for (const profile of profiles) {
    const choices = completeChoices(profile, {});
    const offer: Offer = {
      machine: name,
      profile: profile.name,
      capabilities: profile.capabilities,
      choices,
    };
    const description = { name: 'mutant', version: '1', machines: [offer] };
    const found = await differsAtRandom(
      new ModelSubject(mutated.model(profile.name, choices), description),
      offer,
    );
    if (found !== null) return found;
  }
  return null;
}

/** The shortest random sequence found after which a field that a requirement speaks of differs, or null. */
export async function differsAtRandom(subject: Subject, offer: Offer): Promise<string | null> {
  const { found } = await campaign(benchOf(subject, offer, true), { seed: DEFAULT_SEED, steps: STEPS });
  const [first] = found;
  if (!first) return null;
  const { config, ops } = first.sequence;
  const said = [config, ...ops].map((one) => JSON.stringify(one, text)).join(' ');
  return `${offer.profile} ${first.requirements.join(', ')}: ${said} → ${first.lines[0] ?? ''}`;
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : value;
}
