/** What properties try: histories over a few places at borders, and ranges across them. */
import * as fc from 'fast-check';
import type { Place } from './places';
import type { Action } from './play';
import { SIZES, SPOTS } from './play';

const spot = fc.integer({ min: 0, max: SPOTS.length - 1 });

/** A change of C; splits and merges come as often as all else, since most mistakes were at them. */
export const action: fc.Arbitrary<Action> = fc.record({
  kind: fc.constantFrom('map', 'map', 'map', 'unmap', 'protect', 'split', 'split', 'merge', 'merge'),
  spot,
  size: fc.constantFrom(...SIZES),
  change: fc.constantFrom('ro', 'rw', 'uc', 'nx', 'x'),
  keep: fc.boolean(),
});

export const history = fc.array(action, { minLength: 1, maxLength: 8 });

/** For properties that need two histories, or the same one several times. */
export const shortHistory = fc.array(action, { minLength: 1, maxLength: 4 });

/** A page of C, as an offset: at a border, next to one, seldom anywhere. */
export const page: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 6, arbitrary: spot.map((i) => SPOTS[i] as bigint) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(spot, fc.constantFrom(-2n, -1n, 1n, 2n))
      .map(([i, n]) => ((SPOTS[i] as bigint) + n * 0x1000n + (1n << 40n)) % (1n << 40n)),
  },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: (1n << 28n) - 1n }).map((n) => n << 12n) },
);

/** Start, middle and end, in order and apart; the end may be that of C. */
export const cuts: fc.Arbitrary<readonly [bigint, bigint, bigint]> = fc
  .tuple(page, page, fc.oneof(page, fc.constant(1n << 40n)))
  .map((three) => [...three].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) as [bigint, bigint, bigint])
  .filter(([a, b, c]) => a < b && b < c);

/** A request of the page-attribute code: pages at a place, one change. */
export interface Request {
  readonly at: bigint;
  readonly pages: number;
  readonly change: Action['change'] | 'np';
  readonly how: 'range' | 'array' | 'pages';
  readonly other: bigint;
}

export const request: fc.Arbitrary<Request> = fc.record({
  at: page,
  pages: fc.constantFrom(1, 1, 2, 3, 40, 512, 600, 1024),
  change: fc.constantFrom('ro', 'rw', 'uc', 'nx', 'x', 'np'),
  how: fc.constantFrom('range', 'range', 'range', 'array', 'pages'),
  other: page,
});

/** A request by places: a range of C or of the vmalloc area, or an array of any of them. */
export interface Named {
  readonly how: 'range' | 'array';
  readonly places: readonly Place[];
  readonly pages: number;
  readonly change: Action['change'];
  /** How the pages are tried before and after. */
  readonly access: 'read' | 'write' | 'execute';
}

const inC = spot.map((i): Place => ({ area: 'C', keyid: 0, offset: SPOTS[i] as bigint }));
const inV = fc
  .integer({ min: 0, max: 3 })
  .map((i): Place => ({ area: 'V', keyid: 0, offset: BigInt(i) << 12n }));

const rights = {
  change: fc.constantFrom('ro' as const, 'ro' as const, 'rw' as const, 'x' as const, 'nx' as const),
  access: fc.constantFrom('write' as const, 'write' as const, 'read' as const, 'execute' as const),
};

export const named: fc.Arbitrary<Named> = fc.oneof(
  fc.record({
    how: fc.constant('range' as const),
    places: fc.oneof(inC, inV, inV).map((one) => [one]),
    pages: fc.constantFrom(1, 2, 3),
    ...rights,
  }),
  fc.record({
    how: fc.constant('array' as const),
    places: fc.array(fc.oneof(inC, inV), { minLength: 1, maxLength: 4 }),
    pages: fc.constant(1),
    ...rights,
  }),
);
