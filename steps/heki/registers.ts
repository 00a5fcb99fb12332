/** CR0 and CR4 in words: their bits by the names of the manuals, and values that are told from the old one. */
import { masksOf } from '../../model/core/layout';
import { hex, parseU64 } from '../../model/core/u64';
import { CR0, CR4 } from '../../model/heki/registers';
import { alternatives } from '../phrases/word';

type Bits = Readonly<Record<string, bigint>>;

const BITS_OF: Readonly<Record<number, Bits>> = { 0: masksOf(CR0), 4: masksOf(CR4) };

const NAMES = Object.values(BITS_OF).flatMap((bits) => Object.keys(bits));
const ONE = `(?:0x[0-9a-fA-F_]+|${alternatives(NAMES)})`;

/** Bits as a pattern: `WP+PE`, `SMEP`, `0x800`, `WP+0x4`. */
export const BITS = `${ONE}(?:\\+${ONE})*`;
/** A value as a pattern: bits, or `the old value without WP`. */
export const VALUE = `the old value(?: with(?:out)? ${BITS})?|${BITS}`;

/** A value of a register: bits, or the value that the register had with some of them changed. */
export interface CrValue {
  readonly cr: number;
  readonly old: 'with' | 'without' | null;
  readonly bits: bigint;
}

/** @throws RangeError on a bit that the register has not */
export function bitsOf(text: string, cr: number): bigint {
  const names = namesOf(cr);
  return text.split('+').reduce((sum, part) => {
    if (NAMES.includes(part) && names[part] === undefined)
      throw new RangeError(`CR${cr} has no bit ${part}: it has ${Object.keys(names).join(', ') || 'none'}`);
    return sum | (names[part] ?? parseU64(part));
  }, 0n);
}

/** Bits by their names, where each has one. */
export function bitsText(bits: bigint, cr: number): string {
  const found = Object.entries(namesOf(cr)).filter(([, bit]) => (bits & bit) !== 0n);
  const whole = found.reduce((sum, [, bit]) => sum | bit, 0n) === bits && bits !== 0n;
  return whole ? found.map(([name]) => name).join('+') : hex(bits);
}

/** @throws RangeError on a bit that the register has not */
export function valueOf(text: string, cr: number): CrValue {
  const [, way, bits = text] = /^the old value(?: (with|without) (.+))?$/.exec(text) ?? [];
  if (!text.startsWith('the old')) return { cr, old: null, bits: bitsOf(bits, cr) };
  return way === undefined
    ? { cr, old: 'with', bits: 0n }
    : { cr, old: way === 'with' ? way : 'without', bits: bitsOf(bits, cr) };
}

/** What a value comes to. @param old the value of the register before the scenario began */
export function valueAfter({ old: way, bits }: CrValue, old: bigint): bigint {
  if (way === null) return bits;
  return way === 'with' ? old | bits : old & ~bits;
}

function namesOf(cr: number): Bits {
  return BITS_OF[cr] ?? {};
}
