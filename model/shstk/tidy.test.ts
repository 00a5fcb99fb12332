import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tidy } from './tidy';

const map = { end: 0x2000n, prot: 3, shadow: true };
const space = (maps: object, words: object): object => ({ spaces: { '1': { maps, words } } });

test('zeros in front of addresses and numbers say nothing', () => {
  assert.deepEqual(
    tidy({
      threads: { '01': {} },
      processes: { '1': {} },
      spaces: { '01': { maps: { '0x0000000000001000': map, '0x0000': map }, words: { '0x01ff8': 1n } } },
    }),
    {
      threads: { '1': {} },
      processes: { '1': {} },
      spaces: { '1': { maps: { '0x1000': map, '0x0': map }, words: { '0x1ff8': 1n } } },
    },
  );
});

test('each by itself, and beside it nothing is lost or comes to be', () => {
  const rest = { size: 1 };
  for (const [given, plain] of [
    [{ threads: { '01': rest } }, { threads: { '1': rest } }],
    [
      { processes: { '01': rest }, threads: {} },
      { processes: { '1': rest }, threads: {} },
    ],
    [{ spaces: { '01': rest } }, { spaces: { '1': rest } }],
    [
      { spaces: { '1': { ...rest, maps: { '0x01': map } } } },
      { spaces: { '1': { ...rest, maps: { '0x1': map } } } },
    ],
    [
      { spaces: { '1': { ...rest, words: { '0x01': 1n } } } },
      { spaces: { '1': { ...rest, words: { '0x1': 1n } } } },
    ],
  ])
    assert.deepEqual(tidy({ ...given, other: 1 }), { ...plain, other: 1 });
});

test('what is told plainly stays as it is, and so does what is told twice', () => {
  for (const shown of [{}, { threads: {} }, space({ '0x0': map, '0x1000': map }, { '0x10': 1n })])
    assert.equal(tidy(shown), shown);
  const twice = space({ '0x1000': map, '0x01000': map }, {});
  assert.deepEqual(tidy(twice), twice);
});
