/** The subjects of a run: opened once, reset for each case, closed at the end. */
import type { Machine, Model, Mutant } from '../model/core/machine';
import { MACHINES } from '../model/machines';
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import { ProcessSubject } from '../subjects/process-subject';
import type { Offer, Subject } from '../subjects/subject';

/** What the command line says to the steps, by way of Cucumber's world parameters. */
export interface Parameters {
  /** Words of the command that starts the subject; the reference model where there is none. */
  readonly subject?: readonly string[];
  /** Profiles to run; all of those that the subject offers where there are none. */
  readonly profiles?: readonly string[];
  readonly seed?: number;
  /** Path into a failed property. */
  readonly path?: string;
  /** Runs of each property. */
  readonly runs?: number;
  /** Whether every case also runs on the mutants of its profiles. */
  readonly mutants?: boolean;
}

export const DEFAULT_SEED = 20260921;
export const DEFAULT_RUNS = 100;

let opened: Promise<Subject> | null = null;

/** The subject under test. @throws SubjectError where its process does not start or describes itself wrongly */
export function subjectOf(parameters: Parameters): Promise<Subject> {
  opened ??= parameters.subject
    ? ProcessSubject.start(parameters.subject)
    : Promise.resolve(new ModelSubject(REFERENCE_ANY));
  return opened;
}

export async function closeSubject(): Promise<void> {
  const subject = opened;
  opened = null;
  if (subject) await (await subject.catch(() => null))?.close();
}

/** The reference as a whole has no model of its own: each offer has. */
const REFERENCE_ANY: Model = {
  initial: () => null,
  step: () => {
    throw new Error('the reference model runs one offer at a time');
  },
  inspect: () => ({}),
};

/** What the reference offers for a machine, with the choices that a case asks for. */
export function referenceOffers(
  machine: Machine,
  choices: Readonly<Record<string, string>>,
): readonly Offer[] {
  return REFERENCE.machines
    .filter((offer) => offer.machine === machine.name)
    .map((offer) => ({ ...offer, choices: { ...offer.choices, ...only(choices, offer.choices) } }));
}

function only(wanted: Readonly<Record<string, string>>, known: Offer['choices']): Record<string, string> {
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => name in known));
}

const models = new Map<string, Model>();

/** The reference model for an offer, made once. */
export function modelFor(offer: Offer): Model {
  return once(`${offer.machine}/${offer.profile}/${JSON.stringify(offer.choices)}`, () =>
    referenceModel(offer),
  );
}

export function mutantModel(mutant: Mutant, offer: Offer): Model {
  return once(`${mutant.id}/${JSON.stringify(offer.choices)}`, () => mutant.model(offer.choices));
}

function once(key: string, make: () => Model): Model {
  const known = models.get(key) ?? make();
  models.set(key, known);
  return known;
}

export function mutantsOf(machine: Machine, profile: string): readonly Mutant[] {
  return (MACHINES.find(({ name }) => name === machine.name)?.mutants ?? []).filter(
    (m) => m.profile === profile,
  );
}
