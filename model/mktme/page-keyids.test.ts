/** A page keeps its KeyID until its own block is freed (MKTME-44), wherever other blocks lie. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countIn, keyidIn, withKeyid, without } from './page-keyids';

const block = (pfn: bigint, n = 2) => ({ pfn, n });

test('blocks before and after the one that gets or loses a KeyID stay as they are', () => {
  const outer = withKeyid(withKeyid([], block(8n), 1), block(2n), 2);
  const three = withKeyid(outer, block(5n), 3);
  assert.deepEqual(
    three.map(({ pfn, keyid }) => [pfn, keyid]),
    [
      [2n, 2],
      [3n, 2],
      [5n, 3],
      [6n, 3],
      [8n, 1],
      [9n, 1],
    ],
  );
  assert.deepEqual(without(three, block(5n)), outer);
  assert.deepEqual(
    [1n, 2n, 3n, 4n, 9n, 10n].map((pfn) => keyidIn(three, pfn)),
    [0, 2, 2, 0, 1, 0],
  );
  assert.equal(countIn(three, block(3n, 6)), 4);
});
