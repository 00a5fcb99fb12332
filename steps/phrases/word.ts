/** What may stand at a placeholder of a phrase, `{register}`: how it is read, and how a value is written again. */
import { hex, parseU64 } from '../../model/core/u64';

export interface Word<T> {
  /** What a step may say; without capturing groups. */
  readonly pattern: RegExp;
  /** The written forms, for authors: as in `0x…, with _ between digits`. */
  readonly forms: string;
  /** @throws RangeError where the text fits the pattern and means nothing */
  read(text: string): T;
  /** The words for a value; null where there are none. */
  write(value: T): string | null;
}

export type Words = Readonly<Record<string, Word<unknown>>>;

/** What a word's `read` gives. */
export type ValueOf<W> = W extends Word<infer T> ? T : never;

/** A word of one of a few names, each with what it stands for. */
export function namesWord<T>(names: Readonly<Record<string, T>>): Word<T> {
  const texts = Object.keys(names);
  return {
    pattern: new RegExp(alternatives(texts)),
    forms: texts.join(', '),
    read: (text) => {
      const value = names[text];
      if (value === undefined) throw new RangeError(`"${text}" is none of ${texts.join(', ')}`);
      return value;
    },
    write: (value) => texts.find((text) => same(names[text], value)) ?? null,
  };
}

/** A 64-bit value whose bits have names, written `E2H|TGE` or `E2H|0x8000_0000`; hexadecimal alone is read too. */
export function bitsWord(names: Readonly<Record<string, bigint>>): Word<bigint> {
  const one = `(?:0x[0-9a-fA-F_]+|${alternatives(Object.keys(names))})`;
  return {
    pattern: new RegExp(`${one}(?:\\|${one})*`),
    forms: `${Object.keys(names).join(', ')} or 0x…, joined by |`,
    read: (text) => text.split('|').reduce((sum, part) => sum | (names[part] ?? parseU64(part)), 0n),
    write: (value) => {
      let rest = value;
      const parts: string[] = [];
      for (const [name, bits] of Object.entries(names)) {
        if (bits === 0n || (rest & bits) !== bits) continue;
        parts.push(name);
        rest &= ~bits;
      }
      return [...parts, ...(rest === 0n && parts.length > 0 ? [] : [hex(rest)])].join('|');
    },
  };
}

/** Longer ones first, so that none hides another that it begins. */
export function alternatives(texts: readonly string[]): string {
  const escaped = texts.map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return escaped.sort((a, b) => b.length - a.length).join('|');
}

function same(a: unknown, b: unknown): boolean {
  return (
    Object.is(a, b) || (typeof a === 'object' && JSON.stringify(a, bigints) === JSON.stringify(b, bigints))
  );
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? hex(value) : value;
}

const text = (pattern: RegExp, forms: string): Word<string> => ({
  pattern,
  forms,
  read: (written) => written,
  write: (value) => (new RegExp(`^(?:${pattern.source})$`).test(value) ? value : null),
});

/** Those that every machine has; Cucumber brings the first three itself. */
export const COMMON_WORDS = {
  int: { pattern: /-?\d+/, forms: 'a decimal number', read: Number, write: String } as Word<number>,
  word: text(/[^\s]+/, 'a word without blanks'),
  string: {
    pattern: /"[^"]*"/,
    forms: 'text in double quotes',
    read: (quoted) => quoted.slice(1, -1),
    write: (value) => (/["\\\n]/.test(value) ? null : `"${value}"`),
  } as Word<string>,
  u64: {
    pattern: /0x[0-9a-fA-F_]+/,
    forms: 'at most 64 bits as 0x…, with _ allowed between digits',
    read: parseU64,
    write: hex,
  } as Word<bigint>,
  errno: text(/E[A-Z0-9]+/, 'an error, as in EINVAL'),
  fault: text(/#[A-Z]+/, 'an exception, as in #GP'),
  switch: namesWord({ on: true, off: false }),
} as const;

/** Of {@link COMMON_WORDS} those that Cucumber knows by itself. */
export const BUILT_IN: readonly string[] = ['int', 'word', 'string'];
