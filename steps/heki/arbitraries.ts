/** What the invariants are tried with: values where the mistakes hide, uniform ones seldom. */
import * as fc from 'fast-check';
import { LINK_BASE } from '../../model/heki/ranges';
import type { PaRange, VaRange } from '../../model/heki/types';
import { biasedU64 } from '../property';

const PAGE = 0x1000n;
const U64 = 1n << 64n;

/** Physical addresses at the borders of pages, of the frames that a host takes, and of 64 bits. */
const BORDERS = [
  0n,
  PAGE,
  0x1000000n,
  0x8000_0000n,
  1n << 32n,
  1n << 51n,
  1n << 52n,
  1n << 63n,
  U64 - 4n * PAGE,
];
const NEAR = [-1n, 0n, 1n, 0xfffn, PAGE, 0x800n];
/** Lengths: a byte, around a page, several pages, big. */
const LENGTHS = [1n, 2n, 0xfffn, PAGE, PAGE + 1n, 2n * PAGE, 0x1fffn, 0x3001n, 0x20_0000n, 1n << 31n];

/** A byte of physical memory below the last page of 64 bits. */
const address = fc
  .oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(fc.constantFrom(...BORDERS), fc.constantFrom(...NEAR)).map(([at, by]) => at + by),
    },
    { weight: 2, arbitrary: biasedU64() },
  )
  .map((pa) => (pa < 0n ? 0n : pa < U64 - 2n * PAGE ? pa : U64 - 2n * PAGE));

export interface Bytes {
  readonly start: bigint;
  /** The byte after the last; at most one page below 2^64, where rounding up would wrap. */
  readonly end: bigint;
}

export function bytes(): fc.Arbitrary<Bytes> {
  const length = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...LENGTHS) },
    { weight: 1, arbitrary: biasedU64() },
  );
  return fc.tuple(address, length).map(([start, by]) => {
    const end = start + (by === 0n ? 1n : by);
    return { start, end: end <= U64 - PAGE ? end : U64 - PAGE };
  });
}

/** A table entry for bytes, in a kernel whose link base is at physical address 0. */
export function entryOf({ start, end }: Bytes, attributes: bigint): VaRange {
  return {
    va_start: BigInt.asUintN(64, start + LINK_BASE),
    va_end: BigInt.asUintN(64, end + LINK_BASE),
    attributes,
  };
}

const attributes = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0n, 1n, 2n, 3n, 4n) },
  { weight: 2, arbitrary: biasedU64() },
);

export function table(): fc.Arbitrary<readonly VaRange[]> {
  return fc.array(
    fc.tuple(bytes(), attributes).map(([range, of]) => entryOf(range, of)),
    { maxLength: 8 },
  );
}

/** Values of heki=, valid and nearly so. */
export function option(): fc.Arbitrary<string> {
  const valid = fc.constantFrom(
    'y',
    'Yes',
    't',
    'T',
    '1',
    'on',
    'On',
    'oN',
    'n',
    'No',
    'f',
    'F',
    '0',
    'off',
    'OF',
    'oFF',
  );
  const near = fc.constantFrom(
    '',
    'o',
    'o',
    'o',
    'O',
    'om',
    'op',
    'd',
    'e',
    'D',
    'E',
    'disable',
    'enable',
    '2',
    '-',
    ' y',
    '+1',
    'x',
    'q',
  );
  const any = fc
    .string({ maxLength: 3 })
    .filter((text) => /^[ -~]*$/.test(text) && !/["\\{}()/|<>]/.test(text));
  return fc.oneof(
    { weight: 4, arbitrary: valid },
    { weight: 4, arbitrary: near },
    { weight: 1, arbitrary: any },
  );
}

/** Results of a backend's functions: 0 as often as all others together. */
export function result(): fc.Arbitrary<number> {
  return fc.oneof(fc.constant(0), fc.constantFrom(-1, 1, -22, 22, -95, 2147483647, -2147483648));
}

/** Few frames, so that ranges meet, and the borders of what the host takes; one in seven is wrong. */
export function range(): fc.Arbitrary<PaRange> {
  const start = fc.oneof(
    { weight: 24, arbitrary: fc.bigInt({ min: 0n, max: 40n }) },
    { weight: 1, arbitrary: fc.constantFrom((1n << 52n) - 2n, (1n << 52n) - 1n, 1n << 52n, U64 - 1n) },
  );
  const of = fc.oneof(
    { weight: 16, arbitrary: fc.constant(1n) },
    { weight: 4, arbitrary: fc.constantFrom(2n, 3n) },
    { weight: 1, arbitrary: fc.constantFrom(0n, 4n, 5n) },
  );
  return fc
    .tuple(
      start,
      fc.constantFrom(0n, 0n, 0n, 0n, 0n, 1n, 1n, 1n, 2n, 2n, 3n, 3n, 4n, 4n, 0n, 0n, 1n, 1n, -1n),
      of,
    )
    .map(([gfn_start, more, a]) => ({
      gfn_start,
      gfn_end: BigInt.asUintN(64, gfn_start + more),
      attributes: a,
    }));
}

export function requests(): fc.Arbitrary<readonly (readonly PaRange[])[]> {
  return fc.array(fc.array(range(), { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 8 });
}

/** Single bits of the registers, those that may be pinned more often. */
export function crMask(): fc.Arbitrary<bigint> {
  const bits = fc.subarray([
    0x1n,
    0x10000n,
    0x80000000n,
    0x800n,
    0x100000n,
    0x200000n,
    0x800000n,
    0x20n,
    0x2n,
    1n << 32n,
    1n << 40n,
  ]);
  return fc.oneof(
    { weight: 4, arbitrary: bits.map((list) => list.reduce((sum, bit) => sum | bit, 0n)) },
    { weight: 2, arbitrary: fc.constantFrom(0x10000n, 0x100000n, 0xb10800n, 0x80050033n) },
    { weight: 1, arbitrary: biasedU64() },
  );
}
