/** A system call as it stands in a scenario, `mprotect(0x7_0000_0000, 0x1000, PROT_READ)`, and the operation that it is. */
import type { Numbers } from '../../model/shstk/abi';
import type { Op } from '../../model/shstk/types';
import { readValue, writeValue } from './values';

/** Where the kernel is entered, but for SYSCALL with a 64-bit number. */
type Entry = '32' | 'x32';

/** Who calls, and how. */
export interface By {
  readonly thread: number;
  readonly entry?: Entry;
}

export interface Call {
  readonly name: string;
  /** @throws RangeError with what is known where an argument says nothing */
  read(args: readonly string[], by: By, numbers: Numbers): Op;
  /** The arguments; null where the operation is another call. */
  write(op: Op, numbers: Numbers): readonly string[] | null;
}

type OpOf<K extends Op['op']> = Extract<Op, { op: K }>;

/** One call of an operation; `write` gives null where it is another of the same. */
export function call<K extends Op['op']>(
  name: string,
  op: K,
  read: (args: readonly string[], numbers: Numbers) => Omit<OpOf<K>, 'op' | 'thread' | 'entry'>,
  write: (op: OpOf<K>, numbers: Numbers) => readonly string[] | null,
): Call {
  return {
    name,
    read: (args, by, numbers) => {
      const looked = new Set<string>();
      const made = { op, ...by, ...read(watched(args, looked), numbers) } as unknown as Op;
      const surplus = args.find((_arg, i) => !looked.has(String(i)));
      if (surplus !== undefined)
        throw new RangeError(`${name} has no argument "${surplus}": ${args.join(', ')}`);
      return made;
    },
    write: (other, numbers) => (other.op === op ? write(other as OpOf<K>, numbers) : null),
  };
}

/** Arguments that note which of them are looked at. */
function watched(args: readonly string[], looked: Set<string>): readonly string[] {
  return new Proxy(args, {
    get: (target, name, receiver) => {
      if (typeof name === 'string') looked.add(name);
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}

/** @throws RangeError where there is no such argument */
export function word(args: readonly string[], at: number): string {
  const found = args[at];
  if (found === undefined) throw new RangeError(`the call has too few arguments: ${args.join(', ')}`);
  return found;
}

export function value(args: readonly string[], at: number): bigint {
  return readValue(word(args, at));
}

/** @throws RangeError with the names that are known */
export function known<T>(table: Readonly<Record<string, T>>, name: string): T {
  const found = table[name];
  if (found === undefined)
    throw new RangeError(`"${name}" is not known here: ${Object.keys(table).join(', ')}`);
  return found;
}

/** Bits by name; those that have none as a value. */
export function readBits(names: Readonly<Record<string, bigint>>, text: string): bigint {
  return text.split('|').reduce((sum, name) => sum | (names[name] ?? readValue(name)), 0n);
}

export function writeBits(names: Readonly<Record<string, bigint>>, bits: bigint): string {
  const found = Object.entries(names).filter(([, bit]) => (bits & bit) !== 0n);
  const rest = bits & ~found.reduce((sum, [, bit]) => sum | bit, 0n);
  const parts = [...found.map(([name]) => name), ...(rest === 0n ? [] : [writeValue(rest)])];
  return parts.join('|') || '0x0';
}
