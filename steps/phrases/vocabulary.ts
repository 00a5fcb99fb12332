/** The vocabulary of a machine: its phrases, its words, and how its scenarios begin. */
import type { Lab, MachineTypes } from '../lab';
import type { Act, Claim, Frame, Given } from './phrase';
import type { Course } from './scene';
import type { Words } from './word';

export interface Invariant<M extends MachineTypes, S, A extends readonly unknown[] = readonly unknown[]> {
  readonly kind: 'invariant';
  readonly text: string;
  holds(lab: Lab<M>, setup: S, ...args: A): Promise<void>;
}

export type Phrase<M extends MachineTypes = MachineTypes, S = object> =
  | Given<S>
  | Act<M, S>
  | Claim<M, S>
  | Invariant<M, S>
  | Frame;

/** A machine's phrases, its words and its course. */
export interface Vocabulary<M extends MachineTypes = MachineTypes, S = object> {
  readonly machine: string;
  readonly words: Words;
  /** Names that stand for values in the cells of tables. */
  readonly names: Readonly<Record<string, bigint>>;
  readonly course: Course<M, S>;
  /** Without the common ones. */
  readonly phrases: readonly Phrase<M, S>[];
}

/** The vocabulary as those see it who know no machine's types. */
export function vocabulary<M extends MachineTypes, S extends object>(of: Vocabulary<M, S>): Vocabulary {
  return of;
}

const vocabularies = new Map<string, Vocabulary>();

/** The vocabulary of a machine, from the folder of its name beside this one; a new machine is a new folder. */
export function vocabularyOf(machine: string): Vocabulary {
  const found = vocabularies.get(machine) ?? load(machine);
  vocabularies.set(machine, found);
  return found;
}

function load(machine: string): Vocabulary {
  // oxlint-disable-next-line typescript/no-require-imports -- which machines there are is known at run time
  return (require(`../${machine}`) as { readonly VOCABULARY: Vocabulary }).VOCABULARY;
}
