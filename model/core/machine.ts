/**
 * What every machine offers to those who drive it. Inside a machine all types are its own, generated from
 * its schema; out here an operation is anything with an `op`, an outcome anything with an `outcome`.
 */
import type { Operations } from './capability';
import type { Layout } from './layout';
import type { AnyEvent, AnyOp, AnyOutcome } from './operation';
import type { Fields } from './owners';

export type { AnyEvent, AnyOp, AnyOutcome };

/** One step of a model: the next state, and what could be observed. */
export interface Stepped<S, O extends AnyOutcome = AnyOutcome> {
  readonly state: S;
  readonly outcome: O;
}

/**
 * The operation makes no sense in this state (a guest step on a vCPU that waits in an exit, a vCPU that
 * does not exist): a mistake of the caller, never an outcome of the machine.
 */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** The profile has no such operation; `capability` names what a subject would have to declare. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
  constructor(
    message: string,
    readonly capability: string,
  ) {
    super(message);
  }
}

/** For each named choice the value taken, e.g. `{sysfd_get: 'count1'}`. */
export type Choices = Readonly<Record<string, string>>;

/** A runnable variant of a machine: a profile with its choices made, or a mutant of it. */
export interface Model<S = unknown> {
  initial(config: object): S;
  /** @throws Misuse, Unsupported */
  step(state: S, op: AnyOp): Stepped<S>;
  /** All of the observable state, as plain data. */
  inspect(state: S): object;
}

export interface Profile {
  readonly name: string;
  /** The older profile that it has everything from but what it changes; null for the first of a lineage. */
  readonly extends: string | null;
  /** The releases that it describes, as in `Linux 6.6 to 7.3`; null where no release has it. */
  readonly kernels: string | null;
  /** One line for the README's and the report's tables. */
  readonly about: string;
  /** Every capability that a subject of this profile may declare. */
  readonly capabilities: readonly string[];
  /** Named choices that the profile leaves to the implementation; the first value is the default. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  model(choices: Choices): Model;
}

/** A deliberately wrong variant: a mistake that somebody made, or could. */
export interface Mutant {
  /** Kebab-case and permanent. */
  readonly id: string;
  readonly profile: string;
  /** The requirement that it breaks. */
  readonly requirement: string;
  /** The number of the invariant that speaks of it, if one does. */
  readonly invariant?: number;
  /** Where the mistake was really made, or how it is easily made. */
  readonly origin: string;
  model(choices: Choices): Model;
}

export interface Machine {
  readonly name: string;
  readonly about: string;
  /** Oldest first: what a profile extends stands before it. */
  readonly profiles: readonly Profile[];
  readonly mutants: readonly Mutant[];
  /** The capabilities that operations and their parameters ask for; core is what is not listed. */
  readonly operations: Operations;
  /** All operations, in the schema's order. */
  readonly operationNames: readonly string[];
  /** Who speaks of which field. */
  readonly fields: Fields;
  /**
   * What `inspect` shows in the model's words, where the protocol has several for the same; members that are not there stay away.
   */
  readonly tidy?: (shown: object) => object;
  /** Registers, entries and words whose bits have names, for those who show them. */
  readonly layouts?: readonly Layout[];
}

/** What a subject shows, in the words of the machine's model. */
export function tidied({ tidy }: Machine, shown: object): object {
  return tidy ? tidy(shown) : shown;
}

/** The choices with each one left out set to its default. @throws RangeError on an unknown name or value */
export function completeChoices(profile: Profile, given: Choices): Choices {
  for (const [name, value] of Object.entries(given)) {
    const allowed = profile.choices[name];
    if (!allowed) {
      const known = Object.keys(profile.choices).join(', ') || 'none';
      throw new RangeError(`profile ${profile.name} has no choice "${name}": it has ${known}`);
    }
    if (!allowed.includes(value)) {
      throw new RangeError(`choice ${name} is "${value}": allowed are ${allowed.join(', ')}`);
    }
  }
  return Object.fromEntries(
    Object.entries(profile.choices).map(([name, values]) => [name, given[name] ?? (values[0] as string)]),
  );
}

/** A profile of a machine by its name. @throws RangeError with the profiles that there are */
export function profileNamed({ name: machine, profiles }: Machine, name: string): Profile {
  const found = profiles.find((profile) => profile.name === name);
  if (found) return found;
  const known = profiles.map((profile) => profile.name).join(', ');
  throw new RangeError(`machine ${machine} has no profile "${name}": there are ${known}`);
}
