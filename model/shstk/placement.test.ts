import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mappingAt } from './maps';
import type { Maps } from './maps';
import type { Guard } from './placement';
import { HUGE, hintFits, place } from './placement';

const PAGE = 0x1000n;
const at = (page: number): bigint => BigInt(page) * PAGE;

/** What lies at each page from 0 on: a shadow stack, ordinary memory, or nothing. */
function mapsOf(picture: string): Maps {
  return picture
    .split('')
    .flatMap((kind, page) =>
      kind === '.' ? [] : [{ start: at(page), end: at(page + 1), prot: 3, shadow: kind === 's' }],
    );
}

/** Whether a range is free, with the pages that have to stay free beside each shadow stack that is there. */
function isFree(maps: Maps, from: number, to: number, { below, above }: Guard): boolean {
  return maps.every((one) => {
    const [start, end] = one.shadow ? [one.start - below, one.end + above] : [one.start, one.end];
    return at(to) <= start || at(from) >= end;
  });
}

/** The highest start that suits, tried one page after the other. */
function highest(
  maps: Maps,
  pages: number,
  shadow: boolean,
  bottom: number,
  top: number,
  guard: Guard,
): bigint | null {
  for (let from = top - pages; from >= bottom; from -= 1) {
    const own = shadow ? Number(guard.placed / PAGE) : 0;
    const clear =
      from - own >= bottom &&
      Array.from({ length: own }, (_, i) => at(from - 1 - i)).every((page) => mappingAt(maps, page) === null);
    if (clear && isFree(maps, from, from + pages, guard)) return at(from);
  }
  return null;
}

const PICTURES = [
  '............',
  'm..m.s..s.m.',
  's..s........',
  '..mm..ss..m.',
  '...s.m...s..',
  '.s.s.s.s.s.s',
  'm...........',
];
/** Linux 6.12 (mm/mmap.c, stack_guard_placement()); the series of January 2022 (18/35). */
const GUARDS = [
  { below: PAGE, above: 0n, placed: PAGE },
  { below: PAGE, above: PAGE, placed: 0n },
  { below: 0n, above: 0n, placed: 0n },
];

test('what has no address comes to lie as high as it can', () => {
  for (const picture of PICTURES)
    for (const guard of GUARDS)
      for (const shadow of guard.placed > 0n && guard.below === 0n ? [false] : [true, false])
        for (const pages of [1, 2, 3, 5])
          for (const [bottom, top] of [
            [1, 12],
            [4, 11],
            [0, 9],
          ] as const) {
            const maps = mapsOf(picture);
            assert.equal(
              place(maps, { size: at(pages), shadow, bottom: at(bottom), top: at(top) }, guard),
              highest(maps, pages, shadow, bottom, top, guard),
              `${picture} ${pages} ${shadow} ${bottom} ${top} ${guard.below} ${guard.above} ${guard.placed}`,
            );
          }
});

test('a hint is honoured where its range is free', () => {
  for (const picture of PICTURES)
    for (const guard of GUARDS)
      for (let page = 0; page < 10; page += 1)
        assert.equal(
          hintFits(mapsOf(picture), at(page), at(2), guard),
          isFree(mapsOf(picture), page, page + 2, guard),
          `${picture} ${page}`,
        );
});

test('whole huge pages begin on their border, where there is room to look for it', () => {
  const [guard] = GUARDS as [Guard];
  const wish = { size: HUGE, shadow: false, bottom: 0n };
  assert.equal(place([], { ...wish, top: 3n * HUGE - PAGE }, guard), HUGE);
  assert.equal(place([], { ...wish, top: 3n * HUGE + PAGE }, guard), 2n * HUGE);
  assert.equal(place([], { ...wish, top: 3n * HUGE - PAGE, small: true }, guard), 2n * HUGE - PAGE);
  assert.equal(place([], { ...wish, size: HUGE + PAGE, top: 3n * HUGE }, guard), 2n * HUGE - PAGE);
  assert.equal(place([], { ...wish, top: HUGE + PAGE }, guard), PAGE, 'no room to look in');
});
