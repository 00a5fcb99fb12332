import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mapping, Maps } from './maps';
import { changed, covered, hits, inserted, mappingAt, overlaps, without } from './maps';

/** What lies at each of twelve pages, in the plainest way: the protection, or null. */
type Pages = readonly (number | null)[];

const PAGE = 0x1000n;
const COUNT = 12;
const NUMBERS = [...Array(COUNT).keys()];
const at = (page: number): bigint => BigInt(page) * PAGE;

function pagesOf(maps: Maps): Pages {
  return NUMBERS.map((page) => mappingAt(maps, at(page))?.prot ?? null);
}

/** Mappings as the kernel tells of them: by address, apart, neighbours that are alike as one. */
function expectTidy(maps: Maps): void {
  maps.forEach((one, i) => {
    const next = maps[i + 1];
    assert.ok(one.start < one.end, 'no mapping is empty');
    assert.ok(!next || one.end < next.start || (one.end === next.start && one.prot !== next.prot));
  });
}

/** Every range of pages, empty ones too. */
const RANGES = NUMBERS.flatMap((from) => NUMBERS.slice(from).map((to) => [from, to] as const));
const mapping = (from: number, to: number, prot: number): Mapping => ({
  start: at(from),
  end: at(to),
  prot,
  shadow: false,
});
const GIVEN = [mapping(1, 3, 1), mapping(3, 4, 2), mapping(6, 9, 1)];

test('ranges are put in, taken out, changed and asked for page by page', () => {
  const before = pagesOf(GIVEN);
  for (const [from, to] of RANGES) {
    const inside = (page: number): boolean => page >= from && page < to;
    const expected = (make: (now: number | null) => number | null): Pages =>
      before.map((now, page) => (inside(page) ? make(now) : now));
    const said = `${from} to ${to}`;

    const taken = without(GIVEN, at(from), at(to));
    assert.deepEqual(
      pagesOf(taken),
      expected(() => null),
      said,
    );
    const turned = changed(GIVEN, at(from), at(to), (piece) => ({ ...piece, prot: piece.prot + 2 }));
    assert.deepEqual(
      pagesOf(turned),
      expected((now) => now && now + 2),
      said,
    );
    for (const maps of [taken, turned]) expectTidy(maps);

    const own = before.filter((_, page) => inside(page));
    assert.equal(
      covered(GIVEN, at(from), at(to)),
      own.every((prot) => prot !== null),
      said,
    );
    if (from === to) continue;
    const put = inserted(GIVEN, mapping(from, to, 1));
    assert.deepEqual(
      pagesOf(put),
      expected(() => 1),
      said,
    );
    expectTidy(put);
    assert.equal(
      overlaps(GIVEN, at(from), at(to)),
      own.some((prot) => prot !== null),
      said,
    );
    assert.deepEqual(
      hits(GIVEN, at(from), at(to)),
      GIVEN.filter((one) => one.start < at(to) && one.end > at(from)),
    );
  }
});
