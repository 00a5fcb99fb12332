import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memory } from './memory';
import { EMPTY, dropped, moved, pageAt, read64, touched, wordsIn, written } from './memory';

/** A word in each of pages 1 to 5, written in an order in which each page goes back among the others. */
const ORDER = [3n, 1n, 5n, 2n, 4n, 1n, 3n];
const FIVE = ORDER.reduce<Memory>((memory, page) => written(memory, page << 12n, 0x100n + page), EMPTY);
const words = (memory: Memory): readonly (readonly [bigint, bigint])[] =>
  wordsIn(memory, 0n, 0x10_0000n, 4096);

test('pages that are written in any order, and again, are there once each, by address', () => {
  assert.deepEqual(
    words(FIVE),
    [1n, 2n, 3n, 4n, 5n].map((page) => [page << 12n, 0x100n + page]),
  );
  assert.deepEqual(
    FIVE.rest.map(({ number }) => number),
    [1, 2, 3, 4, 5],
  );
  assert.equal(FIVE.hot?.number, 3);
  assert.deepEqual(words(written(FIVE, 0x1000n, 7n))[0], [0x1000n, 7n], 'the newest word counts');
});

test('what is dropped is gone, up to the page of the end', () => {
  assert.deepEqual(
    words(dropped(FIVE, 0x2000n, 0x4000n)).map(([at]) => at),
    [0x1000n, 0x4000n, 0x5000n],
  );
  // The page written last goes back among the others.
  const kept = dropped(FIVE, 0x5000n, 0x6000n);
  for (const page of [1n, 2n, 3n, 4n]) assert.equal(read64(kept, page << 12n), 0x100n + page);
});

test('what is moved keeps its distance, and leaves the rest', () => {
  assert.deepEqual(
    words(moved(FIVE, 0x2000n, 0x4000n, 0x9000n)).map(([at]) => at),
    [0x1000n, 0x4000n, 0x5000n, 0x9000n, 0xa000n],
  );
  assert.deepEqual(
    words(moved(FIVE, 0x5000n, 0x6000n, 0n)).map(([at]) => at),
    [0n, 0x1000n, 0x2000n, 0x3000n, 0x4000n],
  );
});

test('no more words are told than asked for, and none from outside', () => {
  assert.equal(wordsIn(FIVE, 0n, 0x10_0000n, 3).length, 3);
  assert.deepEqual(
    wordsIn(FIVE, 0x2000n, 0x4000n, 9).map(([at]) => at),
    [0x2000n, 0x3000n],
  );
});

/** Bytes as a little-endian CPU keeps them: the same memory in the plainest way. */
class Bytes {
  private readonly bytes = new Map<bigint, bigint>();

  write(address: bigint, value: bigint, count: number): void {
    for (let i = 0n; i < count; i += 1n) this.bytes.set(address + i, (value >> (8n * i)) & 0xffn);
  }

  read(address: bigint): bigint {
    let value = 0n;
    for (let i = 0n; i < 8n; i += 1n) value |= (this.bytes.get(address + i) ?? 0n) << (8n * i);
    return value;
  }
}

test('so many bytes lie at any address as a little-endian CPU stores them, also across a page', () => {
  let memory = EMPTY;
  const bytes = new Bytes();
  for (let i = 0n; i < 400n; i += 1n) {
    const address = 0x1fe8n + ((i * 7n) & 0x1fn);
    const value = BigInt.asUintN(64, (i + 1n) * 0x9e37_79b9_7f4a_7c15n);
    const count = [8, 4, 1, 7, 8][Number(i % 5n)] as number;
    memory = written(memory, address, value, count);
    bytes.write(address, value, count);
    for (let at = 0x1fe0n; at < 0x2018n; at += 1n) assert.equal(read64(memory, at), bytes.read(at));
  }
});

test('what is stored up to the end of a page leaves the next untouched', () => {
  for (const [address, count] of [
    [0x1ff8n, 8],
    [0x1ffcn, 4],
    [0x1fffn, 1],
  ] as const)
    assert.equal(pageAt(written(EMPTY, address, 1n, count), 2), null);
});

test('an entry that was made for the shadow stack stays one', () => {
  const made = touched(touched(EMPTY, 0x1008n, true), 0x1010n, false);
  assert.equal(pageAt(made, 1)?.shadowEntry, true);
  assert.equal(pageAt(written(made, 0x1000n, 1n), 1)?.shadowEntry, true);
  assert.equal(pageAt(touched(EMPTY, 0x1008n, false), 1)?.shadowEntry, false);
  assert.equal(pageAt(written(EMPTY, 0x1000n, 1n), 1)?.shadowEntry, false);
  assert.equal(pageAt(made, 2), null);
});

test('words all over a page stay as they were written last, each', () => {
  const at = (word: number): bigint => 0x5000n + BigInt(word) * 8n;
  const order = [0, 511, 1, 100, 0, 99, 511];
  const memory = order.reduce<Memory>((now, word, i) => written(now, at(word), BigInt(i + 1)), EMPTY);
  const words = [0, 1, 99, 100, 511].map((word) => [at(word), BigInt(order.lastIndexOf(word) + 1)]);
  assert.deepEqual(wordsIn(memory, 0x5000n, 0x6000n, 512), words);
  for (const [address = 0n, value] of words) assert.equal(read64(memory, address), value);
  assert.equal(read64(memory, at(2)), 0n);
});
