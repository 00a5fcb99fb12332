/** Values by name: places on the stack of a program that has not been set up otherwise, and bits. */
import { BIT63, SHSTK_EN, TASK_SIZE_MAX, WRSS_EN } from '../../model/shstk/abi';
import { hex, parseU64, u64 } from '../../model/core/u64';
import { alternatives } from '../phrases/word';
import type { Word } from '../phrases/word';

/** The stack that ENABLE makes under a limit of 8 MiB: its end, where SSP begins, and its lowest byte. */
export const END = 0x7fff_f7e0_0000n;
export const BASE = END - 0x80_0000n;
/** Where handlers return to, and the address of its code in the scenarios. */
export const RESTORER = 0x40_1f00n;

const NAMES: Readonly<Record<string, bigint>> = {
  END,
  BASE,
  RESTORER,
  BIT63,
  TASK_SIZE_MAX,
  SHSTK: 1n,
  WRSS: 2n,
  SHSTK_EN,
  WRSS_EN,
};

const NUMBER = '0x[0-9a-fA-F_]+';
const TERM = `(?:${alternatives(Object.keys(NAMES))}|${NUMBER})(?:[+-](?:${NUMBER}|\\d+))*`;

/** The source of a pattern, to stand in others. */
export const VALUE = `${TERM}(?:\\|${TERM})*`;

/** @throws RangeError where the text is no value */
export function readValue(text: string): bigint {
  return text.split('|').reduce((sum, term) => sum | readTerm(term), 0n);
}

function readTerm(text: string): bigint {
  const [first = '', ...offsets] = text.split(/(?=[+-])/);
  return offsets.reduce(
    (sum, offset) => {
      const size = offset.startsWith('0x', 1) ? parseU64(offset.slice(1)) : BigInt(offset.slice(1));
      return u64(offset.startsWith('-') ? sum - size : sum + size);
    },
    NAMES[first] ?? parseU64(first),
  );
}

/** Words near the end of the stack are told by their distance, and all else that has no name is hexadecimal. */
export function writeValue(value: bigint): string {
  const plain = value & ~BIT63;
  const distance = END - plain;
  if (distance === 0n) return marked('END', value);
  if (distance > 0n && distance <= 0x100n) return marked(`END-${distance}`, value);
  if (value === RESTORER) return 'RESTORER';
  return value === TASK_SIZE_MAX ? 'TASK_SIZE_MAX' : hex(value);
}

function marked(text: string, value: bigint): string {
  return (value & BIT63) === 0n ? text : `${text}|BIT63`;
}

export const valueWord: Word<bigint> = {
  pattern: new RegExp(VALUE),
  forms: `0x…, ${Object.keys(NAMES).join(', ')}, with an offset as in END-8, joined by |`,
  read: readValue,
  write: writeValue,
};
