/** One mutant against the cases that come by it, until the first notices it. */
import type { Choices, Machine, Model } from '../../model/core/machine';
import { Inconclusive } from '../../steps/fate';
import { ModelSubject } from '../../subjects/model-subject';
import { freshMachine } from './load';
import { withMutant } from './switches';
import type { Unit } from './units';

/** What noticed a mutant. */
export interface Death {
  /** A case by its words, or by having shown less than it is tagged with. */
  readonly by: 'words' | 'guard';
  readonly unit: Unit;
}

/** Switches that one operation may pass: the right model's own steps pass fewer by far. */
const LIMIT = 2_000_000;

/** Makes models with a mutant on: in what each operation does, and for what is made as the model loads also then. */
export class Mutated {
  private readonly models = new WeakMap<Choices, Map<string, Model>>();
  private readonly profiles: Machine['profiles'];

  /** @throws unknown what the model throws as it loads */
  constructor(
    readonly id: number,
    machine: Machine,
    isStatic: boolean,
  ) {
    this.profiles = isStatic
      ? withMutant(id, LIMIT, () => freshMachine(machine.name)).profiles
      : machine.profiles;
  }

  /** It looks at no choice that the model does not ask for: a recording is judged by what its model asks. */
  model(profile: string, choices: Choices): Model {
    const models = this.models.get(choices) ?? new Map<string, Model>();
    const known = models.get(profile) ?? this.made(profile, choices);
    this.models.set(choices, models.set(profile, known));
    return known;
  }

  private made(profile: string, choices: Choices): Model {
    const { id, profiles } = this;
    const inner = withMutant(id, LIMIT, () => profiles.find(({ name }) => name === profile)?.model(choices));
    if (!inner) throw new Error(`the mutant has no profile ${profile}`);
    return {
      initial: (config) => withMutant(id, LIMIT, () => inner.initial(config)),
      step: (state, op) => withMutant(id, LIMIT, () => inner.step(state, op)),
      inspect: (state) => withMutant(id, LIMIT, () => inner.inspect(state)),
    };
  }
}

/** The first of the units that notices the mutant by what it says. */
export async function byWords(mutated: Mutated, units: readonly Unit[]): Promise<Death | null> {
  for (const unit of units) if (await failsByWords(mutated, unit)) return { by: 'words', unit };
  return null;
}

async function failsByWords(mutated: Mutated, unit: Unit): Promise<boolean> {
  try {
    const model = mutated.model(unit.offer.profile, unit.offer.choices);
    await unit.play(unit.lab(unit.offer, new ModelSubject(model), null));
    return false;
  } catch (error) {
    return !(error instanceof Inconclusive);
  }
}

/** The first of the units that, with the mutant in the reference's place, shows less than it is tagged with. */
export async function byGuard(mutated: Mutated, units: readonly Unit[]): Promise<Death | null> {
  // Runs of a property show less than all of them together, and few may show too little.
  for (const unit of units.filter(({ case: { invariant } }) => invariant === null))
    if (!(await showsAll(mutated, unit))) return { by: 'guard', unit };
  return null;
}

async function showsAll(mutated: Mutated, unit: Unit): Promise<boolean> {
  const model = mutated.model(unit.offer.profile, unit.offer.choices);
  const lab = unit.lab(unit.offer, new ModelSubject(model), model);
  try {
    await unit.play(lab);
    return unit.case.requirements.every((id) => lab.watch.hasShown(id));
  } catch {
    return false;
  }
}
