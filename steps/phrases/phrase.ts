/**
 * A phrase of the scenarios as one entry of a table: what it says, what it does, and with which arguments it says what
 * was found. In here types are erased; ./machine.ts gives each machine its own.
 */
import type { AnyOp } from '../../model/core/machine';
import type { MachineTypes, View } from '../lab';
import type { Cells } from './cells';
import type { ValueOf, Word, Words } from './word';

type Values<Text extends string, W> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? [Name extends keyof W ? ValueOf<W[Name]> : never, ...Values<Rest, W>]
  : [];

/** What a phrase's placeholders come to; one that ends in a colon is followed by a table. */
export type Arguments<Text extends string, W> = Text extends `${string}:`
  ? [...Values<Text, W>, Cells]
  : Values<Text, W>;

/** What is given: changes the set-up with which the machine starts, or how the operations that follow are done. */
export interface Given<S, A extends readonly unknown[] = readonly unknown[]> {
  readonly kind: 'given';
  readonly text: string;
  set(setup: S, ...args: A): Partial<S>;
  /** The arguments with which it says the set-up; null where there is nothing to say. */
  say?(setup: S): A | null;
  /** The arguments with which it leads to an operation that no phrase alone performs; null where it does not. */
  toward?(setup: S, op: AnyOp): A | null;
}

/** What happens: one or more operations. All but the last have to succeed, and in a Given the last one too. */
export interface Act<M extends MachineTypes, S, A extends readonly unknown[] = readonly unknown[]> {
  readonly kind: 'act';
  readonly text: string;
  ops(setup: S, ...args: A): M['op'] | readonly M['op'][];
  /** The arguments with which it performs the first of these operations; null where it does something else. */
  say?(ops: readonly M['op'][], setup: S): A | null;
  /** The operation makes no sense now, and has to be refused as misuse. */
  readonly misuse?: true;
}

/** What a Then step says: it throws where the view is not so. */
export interface Claimed<M extends MachineTypes> {
  check(view: View<M>): void;
  /** The state that it speaks of, as in `vms.0.registers.control`: the rest is for "nothing else changes". */
  readonly paths?: readonly string[];
  /** How many events it speaks of. */
  readonly events?: number;
}

/** A difference to be told: where it is, and what the reference comes to. */
export interface About<M extends MachineTypes> {
  /** The field's name in the table of owners, in its parts: `['state', 'hcr']`. */
  readonly field: readonly string[];
  /** The way to it in the outcome (`events.0.status`) or, where the field is one of the state, in that. */
  readonly path: readonly string[];
  /** The bits that differ and have an owner; null where the whole field is meant. */
  readonly bits: bigint | null;
  readonly op: M['op'];
  readonly outcome: M['outcome'];
  readonly state: M['state'];
}

export interface Claim<M extends MachineTypes, S, A extends readonly unknown[] = readonly unknown[]> {
  readonly kind: 'claim';
  readonly text: string;
  claim(setup: S, ...args: A): Claimed<M>;
  /** The arguments with which it says what has to be; null where it speaks of something else. */
  say?(about: About<M>, setup: S): A | null;
}

/** "Nothing else changes". */
export interface Frame {
  readonly kind: 'frame';
  readonly text: string;
}

/** Writes a phrase with its arguments, a line and those of its table; null where an argument has no words, or the table no rows. */
export function written(text: string, words: Words, args: readonly unknown[]): readonly string[] | null {
  const values = [...args];
  const parts = text.split(/\{(\w+)\}/);
  const said = parts.map((part, i) => (i % 2 === 0 ? part : writtenWord(words[part], values.shift())));
  if (said.includes(null)) return null;
  const [cells] = values as readonly (Cells | undefined)[];
  if (cells?.rows.length === 0) return null;
  return [plural(said.join('')), ...(cells?.lines() ?? [])];
}

/** The arguments as they are read again from what was written of them: a word may say less than the value was. */
export function reread(text: string, words: Words, args: readonly unknown[]): readonly unknown[] {
  const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return args.map((value, i) => {
    const word = words[names[i] ?? ''];
    const said = word?.write(value) ?? null;
    return word && said !== null ? word.read(said) : value;
  });
}

/** What is written has to be read as the same. */
function writtenWord(word: Word<unknown> | undefined, value: unknown): string | null {
  const text = word?.write(value) ?? null;
  return word && text !== null && new RegExp(`^(?:${word.pattern.source})$`).test(text) ? text : null;
}

/** `2 VM(s)` and `1 VM(s)`, as they are read. */
function plural(text: string): string {
  return text
    .replace(
      /(\b\d+) (\w+)\(s\)/g,
      (_all, count: string, noun: string) => `${count} ${noun}${count === '1' ? '' : 's'}`,
    )
    .replaceAll('(s)', 's');
}
