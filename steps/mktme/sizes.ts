/** Numbers of bytes as people say them: `16 GiB`, `1 TiB + 4 KiB`. */

const UNITS = [
  ['TiB', 1n << 40n],
  ['GiB', 1n << 30n],
  ['MiB', 1n << 20n],
  ['KiB', 1n << 10n],
  ['bytes', 1n],
] as const;

const ONE = `\\d+ (?:${UNITS.map(([unit]) => unit).join('|')})`;
/** What such a number looks like, for patterns of which it is a part. */
export const SIZE = `${ONE}(?: \\+ ${ONE})*`;

export function bytesOf(text: string): bigint {
  return text.split(' + ').reduce((sum, part) => {
    const [count = '', unit] = part.split(' ');
    return sum + BigInt(count) * (UNITS.find(([name]) => name === unit)?.[1] ?? 0n);
  }, 0n);
}

export function textOfBytes(bytes: bigint): string {
  const parts: string[] = [];
  let rest = bytes;
  for (const [unit, size] of UNITS) {
    if (rest >= size) parts.push(`${rest / size} ${unit}`);
    rest %= size;
  }
  return parts.join(' + ') || '0 bytes';
}

const BITS = [[51, 46], [45, 42], ...[51, 50, 47, 45, 41].map((last) => [last, 0] as const)] as const;

function maskOf(last: number, first: number): bigint {
  return (1n << BigInt(last + 1)) - (1n << BigInt(first));
}

/** Names in cells: of sizes of direct mappings, of the mask of one, and of bits. */
export const NAMES: Readonly<Record<string, bigint>> = Object.fromEntries([
  ...[1, 2, 3, 4, 12, 16, 32, 64].map((n) => [`${n} TiB`, BigInt(n) << 40n] as const),
  ...[1, 2, 4, 16, 32].map((n) => [`${n} TiB - 1`, (BigInt(n) << 40n) - 1n] as const),
  ...BITS.map(([last, first]) => [`bits ${last} to ${first}`, maskOf(last, first)] as const),
  ['bits 51 to 46 and 41 to 0', maskOf(51, 46) | maskOf(41, 0)],
  ['bit 51', 1n << 51n],
  ['all bits', maskOf(63, 0)],
  ['no bit', 0n],
]);
