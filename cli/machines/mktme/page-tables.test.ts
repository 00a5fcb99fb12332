import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { endOf, MapError, readDirectMap } from '../../../model/mktme/direct-map';
import type { Leaf } from '../../../model/mktme/types';
import { readPageTables } from './page-tables';

const MAPS = join(__dirname, '../../../recordings/mktme/direct-maps');
const hex = (value: bigint): string => `0x${value.toString(16).padStart(16, '0')}`;
const TABLE = { '4k': 'pte', '2m': 'pmd', '1g': 'pud' } as const;

/** A leaf as the kernel prints its row. */
function rowOf(leaf: Leaf): string {
  const flag = (bit: bigint, on: string, off = ''): string => ((leaf.flags & bit) !== 0n ? on : off);
  const words = [
    flag(2n, 'RW', 'ro'),
    leaf.level === '4k' ? '' : 'PSE',
    flag(0x100n, 'GLB'),
    flag(1n << 63n, 'NX', 'x'),
  ];
  const kib = (endOf(leaf) - leaf.va) >> 10n;
  return `${hex(leaf.va)}-${hex(endOf(leaf))} ${String(kib).padStart(12)}K     ${words.join('     ')} ${TABLE[leaf.level]}`;
}

/** A dump in which every hole has its row, between the sections that lie about the direct map. */
function dumpOf(leaves: readonly Leaf[]): string {
  const rows = leaves.flatMap((leaf, i) => {
    const before = leaves[i - 1];
    const hole = before !== undefined && endOf(before) < leaf.va;
    return [...(hole ? [`${hex(endOf(before))}-${hex(leaf.va)}  64K    pte`] : []), rowOf(leaf)];
  });
  return [
    '---[ Kernel Space ]---',
    '0xffff800000000000-0xffff808000000000         512G                               pgd',
    '---[ Low Kernel Mapping ]---',
    ...rows,
    '---[ vmalloc() Area ]---',
    '0xffffc90000000000-0xffffc90000001000           4K     RW     PCD         GLB NX pte',
    '',
  ].join('\n');
}

for (const name of ['nokaslr', 'kaslr'])
  test(`the text of a real map gives what its JSON gives: ${name}`, () => {
    const map = readDirectMap(readFileSync(join(MAPS, `linux-6.12-${name}.json`), 'utf8'));
    assert.deepEqual(readPageTables(dumpOf(map.leaves)), map);
  });

// Flags by their names in the kernel: PWT bit 3, PCD bit 4, PAT bit 7 of a pte and bit 12 of a pmd.
test('cache bits are kept, and rows out of a log, a quote and a mail are read', () => {
  const { leaves, pageOffset, levels } = readPageTables(
    [
      'Some words above.',
      '> [    0.009736] ---[ Low Kernel Mapping ]---',
      '> [    0.009742] 0xff11000040001000-0xff11000040002000           4K     RW PWT PCD     PAT GLB NX pte',
      '[    1.770527] 0xff11000040002000-0xff11000040200000        2040K          =',
      '                     pte',
      '0xff11000040200000-0xff11000040600000           4M     ro         PSE',
      ' PAT x  pmd',
      '...',
    ].join('\r\n'),
  );
  assert.equal(pageOffset, 0xff11000040000000n);
  assert.equal(levels, 5);
  assert.deepEqual(leaves, [
    { va: 0xff11000040001000n, level: '4k', pfn: 1n, flags: 0x80000000000001fbn },
    { va: 0xff11000040200000n, level: '2m', pfn: 0x200n, flags: 0x10e1n, n: 2 },
  ]);
});

const HEAD = '---[ Low Kernel Mapping ]---\n';
const START = '0xffff888000000000-';
const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['no such section', 'hello\n', /neither JSON nor the text of .*"---\[ Low Kernel Mapping \]---"$/],
  ['an empty file', '', /neither JSON/],
  ['a hole alone', `${HEAD}${START}0xffff890000000000 512G pgd\n`, /nothing is mapped: .*a wrong place/],
  ['no rows', HEAD, /nothing is mapped/],
  ['a row that was cut', `${HEAD}${START}0xffff8880\n`, /^line 2 is no row of page tables: "0xffff/],
  ['an escape', `${HEAD}\u001b[2J\n`, /^line 2 is no row of page tables: "\\x1b\[2J"/],
  ['an unknown flag', `${HEAD}${START}0xffff888000001000 4K RW constructor NX pte\n`, /called "constructor"/],
  ['a pte with PSE', `${HEAD}${START}0xffff888000001000 4K RW PSE NX pte\n`, /line 2: no flag .*"PSE"/],
  ['a leaf in a pgd', `${HEAD}${START}0xffff890000000000 512G RW NX pgd\n`, /line 2 maps memory in a pgd/],
  ['half of a large page', `${HEAD}${START}0xffff888000100000 1M RW PSE NX pmd\n`, /line 2: .*a border/],
  ['an end before the start', `${HEAD}${START}0xffff887fffffffff 1K RW NX pte\n`, /line 2 ends before/],
  [
    'rows out of order',
    `${HEAD}${START}0xffff888000002000 8K RW NX pte\n0xffff888000001000-0xffff888000002000 4K RW NX pte\n`,
    /rows at 0xffff888000000000 and 0xffff888000001000 overlap/,
  ],
  [
    'too many rows',
    HEAD +
      Array.from({ length: 4097 }, (_none, i) => {
        const at = 0xffff888000000000n + BigInt(i) * 4096n;
        return `${hex(at)}-${hex(at + 4096n)} 4K ${i % 2 === 0 ? 'RW' : 'ro'} NX pte\n`;
      }).join(''),
    /has 4097 rows: at most 4096/,
  ],
];

for (const [what, text, message] of WRONG)
  test(`${what}: one clear error`, () => {
    assert.throws(
      () => readPageTables(text),
      (error) => error instanceof MapError && message.test(error.message),
    );
  });
