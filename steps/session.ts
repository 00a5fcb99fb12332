/** The subjects of a run: opened once, reset for each case, closed at the end. */
import type { Choices, Machine, Model, Mutant, Profile } from '../model/core/machine';
import { profileNamed } from '../model/core/machine';
import { REFERENCE, referenceModel } from '../subjects/model-subject';
import { endSubject, openedSubject, openSubject } from '../subjects/opened';
import { processOptions } from '../subjects/process-subject';
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
  /** Milliseconds that the subject has to start, and for one answer. */
  readonly startTimeout?: number;
  readonly stepTimeout?: number;
  /**
   * Whether every case also runs on the mutants of its profiles: on all, on those of its requirements, or on no more than it
   * takes to find out whether each mutant dies and each case kills one.
   */
  readonly mutants?: boolean | 'tagged' | 'enough';
  /** Whether it is also found out what a run against each mutant would name. */
  readonly naming?: boolean;
  /** Whether a difference from what was merely seen is a failure. */
  readonly strictSeen?: boolean;
  /** The folder of features, for the catalogues in it. */
  readonly features?: string;
}

export const DEFAULT_SEED = 20260921;
export const DEFAULT_RUNS = 100;

/** The process under test. @throws SubjectError where it does not start or describes itself wrongly */
export function processOf(
  argv: readonly string[],
  { startTimeout, stepTimeout }: Pick<Parameters, 'startTimeout' | 'stepTimeout'>,
): Promise<Subject> {
  // `hvspec run` has started it; Cucumber by itself has not.
  return openedSubject() ?? openSubject(argv, processOptions(startTimeout, stepTimeout));
}

export async function closeSubject(): Promise<void> {
  await endSubject();
}

/** What the reference offers for a machine, with the choices that a case asks for. */
export function referenceOffers(machine: Machine, choices: Offer['choices']): readonly Offer[] {
  return once(offers, keyOf(machine.name, choices), () =>
    REFERENCE.machines
      .filter((offer) => offer.machine === machine.name)
      .map((offer) => ({ ...offer, choices: { ...offer.choices, ...only(choices, offer.choices) } })),
  );
}

function only(wanted: Offer['choices'], known: Offer['choices']): Record<string, string> {
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => name in known));
}

/** The choices that a profile leaves open, each with its values. */
export function choicesOf(machine: Machine, profile: string): Profile['choices'] {
  return profileNamed(machine, profile).choices;
}

/** The reference model of a profile with complete choices, which are not copied: who made them learns which are asked for. */
export function modelWith(machine: Machine, profile: string, choices: Choices): Model {
  return profileNamed(machine, profile).model(choices);
}

/** The reference model for an offer, made once. */
export function modelFor(offer: Offer): Model {
  return once(models, offer, () => referenceModel(offer));
}

export function mutantModel(mutant: Mutant, { machine, choices }: Offer): Model {
  return once(mutants, keyOf(`${machine}/${mutant.id}`, choices), () => mutant.model(choices));
}

const offers = new Map<string, readonly Offer[]>();
const models = new Map<Offer, Model>();
const mutants = new Map<string, Model>();

function keyOf(name: string, choices: Offer['choices']): string {
  return `${name} ${JSON.stringify(choices)}`;
}

function once<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

export function mutantsOf(machine: Machine, profile: string): readonly Mutant[] {
  return machine.mutants.filter((mutant) => mutant.profile === profile);
}
