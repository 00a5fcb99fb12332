import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memory } from './memory';
import {
  EMPTY,
  dropped,
  moved,
  pageAt,
  read64,
  touched,
  wordsIn,
  write32,
  write64,
  writeLow,
} from './memory';

/** A word in each of pages 1 to 5, written in an order in which each page goes back among the others. */
const ORDER = [3n, 1n, 5n, 2n, 4n, 1n, 3n];
const FIVE = ORDER.reduce<Memory>((memory, page) => write64(memory, page << 12n, 0x100n + page), EMPTY);
const words = (memory: Memory): readonly (readonly [bigint, bigint])[] =>
  wordsIn(memory, 0n, 0x10_0000n, 4096);

test('pages that are written in any order, and again, are there once each, by address', () => {
  assert.deepEqual(
    words(FIVE),
    [1n, 2n, 3n, 4n, 5n].map((page) => [page << 12n, 0x100n + page]),
  );
  assert.deepEqual(FIVE.rest.map(({ number }) => number).concat(FIVE.hot?.number ?? 0), [1, 2, 4, 5, 3]);
  assert.deepEqual(words(write64(FIVE, 0x1000n, 7n))[0], [0x1000n, 7n], 'the newest word counts');
});

test('what is dropped is gone, up to the page of the end', () => {
  assert.deepEqual(
    words(dropped(FIVE, 0x2000n, 0x4000n)).map(([at]) => at),
    [0x1000n, 0x4000n, 0x5000n],
  );
});

test('what is moved keeps its distance, and leaves the rest', () => {
  assert.deepEqual(
    words(moved(FIVE, 0x2000n, 0x4000n, 0x9000n)).map(([at]) => at),
    [0x1000n, 0x4000n, 0x5000n, 0x9000n, 0xa000n],
  );
});

test('no more words are told than asked for, and none from outside', () => {
  assert.equal(wordsIn(FIVE, 0n, 0x10_0000n, 3).length, 3);
  assert.deepEqual(
    wordsIn(FIVE, 0x2000n, 0x4000n, 9).map(([at]) => at),
    [0x2000n, 0x3000n],
  );
});

test('eight bytes lie at any address, little-endian, and across a page', () => {
  for (const at of [0x1ff9n, 0x1ffdn, 0x1fffn, 0x2003n]) {
    const memory = write64(
      write64(write64(EMPTY, 0x1ff8n, -1n & 0xffff_ffff_ffff_ffffn), 0x2000n, 0n),
      at,
      0x1122_3344_5566_7788n,
    );
    assert.equal(read64(memory, at), 0x1122_3344_5566_7788n);
    assert.equal(read64(memory, at + 1n) & 0xffn, 0x77n, 'the second byte');
  }
  const low = write64(EMPTY, 0x1000n, 0xaaaa_bbbb_cccc_ddddn);
  assert.equal(read64(writeLow(low, 0x1006n, 0x1122n), 0x1000n), 0x1122_bbbb_cccc_ddddn);
  assert.equal(read64(write32(low, 0x1004n, 0x9_1111_2222n), 0x1000n), 0x1111_2222_cccc_ddddn);
  assert.equal(read64(write32(low, 0x1000n, 0x9_1111_2222n), 0x1000n), 0xaaaa_bbbb_1111_2222n);
});

test('an entry that was made for the shadow stack stays one', () => {
  const made = touched(touched(EMPTY, 0x1008n, true), 0x1010n, false);
  assert.equal(pageAt(made, 1)?.shadowEntry, true);
  assert.equal(pageAt(write64(made, 0x1000n, 1n), 1)?.shadowEntry, true);
  assert.equal(pageAt(touched(EMPTY, 0x1008n, false), 1)?.shadowEntry, false);
  assert.equal(pageAt(made, 2), null);
});
