/**
 * 64-bit values: always `bigint`, always in 0..2^64-1, always hexadecimal in text.
 */

const HEX = /^0x[0-9a-fA-F](?:_?[0-9a-fA-F])*$/;
export const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** `value` modulo 2^64. */
export function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

/** `value` modulo 2^32. */
export function u32(value: bigint): bigint {
  return BigInt.asUintN(32, value);
}

/**
 * One 64-bit value, and its halves. A shift or a mask of a `bigint` calls into the engine and makes another, so that the numbers in
 * it are had several times sooner from here; each function that writes it reads it at once.
 */
const WHOLE = new BigUint64Array(1);
const HALVES = new Uint32Array(WHOLE.buffer);
/** Which of the halves the CPU keeps first. */
const LOW = new Uint32Array(BigUint64Array.of(1n).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

/** Bits 31:0 as a number. */
export function low32(value: bigint): number {
  WHOLE[0] = value;
  return HALVES[LOW] as number;
}

/** Bits 63:32 as a number. */
export function high32(value: bigint): number {
  WHOLE[0] = value;
  return HALVES[HIGH] as number;
}

/** The value whose halves have the lower 32 bits of two whole numbers. */
export function u64Of(high: number, low: number): bigint {
  HALVES[HIGH] = high;
  HALVES[LOW] = low;
  return WHOLE[0] as bigint;
}

/** `0x` and lower-case digits without leading zeros, the one form that the protocol knows. */
export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/**
 * Reads `0x…`, with `_` between digits allowed.
 * @throws RangeError on any other text and on values above 64 bits
 */
export function parseU64(text: string): bigint {
  if (!HEX.test(text)) {
    throw new RangeError(`"${text}" is not a hexadecimal value: write 0x and hex digits, as in 0x4000_0082`);
  }
  const value = BigInt(text.replaceAll('_', ''));
  if (value > U64_MAX)
    throw new RangeError(`${text} does not fit in 64 bits: at most 0x${'f'.repeat(16)} is allowed`);
  return value;
}

/** The numbers (63..0) of the bits in which two values differ, highest first. */
export function differingBits(a: bigint, b: bigint): readonly number[] {
  const bits: number[] = [];
  for (let rest = u64(a ^ b), bit = 0; rest !== 0n; rest >>= 1n, bit += 1) if (rest & 1n) bits.unshift(bit);
  return bits;
}

/** `bit 3`, `bits 63, 2`, `bits 31–0`. */
export function bitList(bits: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const bit of bits) {
    const last = runs.at(-1);
    if (last?.[1] === bit + 1) last[1] = bit;
    else runs.push([bit, bit]);
  }
  const texts = runs.flatMap(([high, low]) => {
    if (high === low) return [String(high)];
    return high === low + 1 ? [String(high), String(low)] : [`${high}–${low}`];
  });
  return `${bits.length === 1 ? 'bit' : 'bits'} ${texts.join(', ')}`;
}

/** Whether bit `bit` (0..63) of `value` is set. */
export function bitSet(value: bigint, bit: number): boolean {
  const half = bit < 32 ? low32(value) : high32(value);
  return ((half >>> (bit & 31)) & 1) === 1;
}
