import assert from 'node:assert/strict';
import { test } from 'node:test';
import { masksOf } from '../core/layout';
import { CR0, CR4, LAYOUTS } from './registers';

const bits = (positions: Readonly<Record<string, number>>): Readonly<Record<string, bigint>> =>
  Object.fromEntries(Object.entries(positions).map(([name, at]) => [name, 1n << BigInt(at)]));

test('the bits of CR0 and CR4 are those of the SDM, volume 3, section 2.5', () => {
  assert.deepEqual(
    masksOf(CR0),
    bits({ PE: 0, MP: 1, EM: 2, ET: 4, NE: 5, WP: 16, AM: 18, NW: 29, CD: 30, PG: 31 }),
  );
  assert.deepEqual(masksOf(CR4), {
    ...bits({ PSE: 4, PAE: 5, MCE: 6, PGE: 7, OSFXSR: 9, OSXMMEXCPT: 10, UMIP: 11, FSGSBASE: 16 }),
    ...bits({ PCIDE: 17, OSXSAVE: 18, SMEP: 20, SMAP: 21, CET: 23, PKS: 24, FRED: 32 }),
  });
});

test('every word has its names, its width, and a source', () => {
  assert.deepEqual(
    LAYOUTS.map(({ name, words, width }) => [name, words, width]),
    [
      ['CR0', ['cr0'], 64],
      ['CR4', ['cr4'], 64],
      ['memory attributes', ['attributes'], 64],
      ['page-fault error code', ['error_code'], 64],
    ],
  );
  for (const { name, source } of LAYOUTS) assert.match(source, /^(Intel SDM|2023)/, name);
});

test('the attributes are those of v1 3/9, and the error code that of the SDM', () => {
  const [, , attributes, error] = LAYOUTS.map((layout) => masksOf(layout));
  // 20230505152046.6575-4-mic@digikod.net: HEKI_ATTR_MEM_NOWRITE is bit 0, HEKI_ATTR_MEM_EXEC bit 1.
  assert.deepEqual(attributes, bits({ NOWRITE: 0, EXEC: 1 }));
  assert.deepEqual(error, bits({ P: 0, 'W/R': 1, 'U/S': 2, 'I/D': 4 }));
});
