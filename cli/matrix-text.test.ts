import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Matrix } from '../reports/matrix';
import { matrixText } from './matrix-text';

const base = { class: 'seed', source: 'the patch', profiles: ['v6'] } as const;
const excluded = { reason: 'meaning-only', why: 'it shows in no operation' } as const;
const MATRIX: Matrix = {
  machine: 'syndbg',
  profiles: ['v6', 'upstream'],
  rows: [
    {
      requirement: { ...base, profiles: ['v6'], id: 'SYNDBG-01', level: 'MUST', text: 'a | b <script> *c*' },
      cases: { v6: ['syndbg.b', 'syndbg.a'], upstream: null },
    },
    {
      requirement: {
        ...base,
        profiles: ['v6', 'upstream'],
        id: 'SYNDBG-02',
        level: 'MUST',
        text: `long ${'x'.repeat(80)}`,
      },
      cases: { v6: [], upstream: ['syndbg.c'] },
    },
    {
      requirement: { ...base, profiles: ['v6'], id: 'SYNDBG-03', level: 'MAY', text: 'excluded', excluded },
      cases: { v6: [], upstream: null },
    },
  ],
};

test('a table: how many cases, or why there is none', () => {
  const lines = matrixText([MATRIX], 'table', false).split('\n');
  const cells = lines
    .filter((line) => line.includes('SYNDBG-'))
    .map((line) => line.split('│').map((cell) => cell.trim()));
  assert.deepEqual(
    cells.map((row) => row.slice(1, 6)),
    [
      ['SYNDBG-01', 'MUST', 'seed', '2', ''],
      ['SYNDBG-02', 'MUST', 'seed', 'none', '1'],
      ['SYNDBG-03', 'MAY', 'seed', 'excluded', ''],
    ],
  );
  assert.match(cells[1]?.[6] ?? '', /^long x+…$/);
  assert.ok(!lines.join('').includes('\u001b'));
  assert.ok(matrixText([MATRIX], 'table', true).includes('\u001b'));
});

test('Markdown: nothing in a cell ends it or starts something', () => {
  const text = matrixText([MATRIX], 'markdown', false);
  assert.ok(
    text.includes('| SYNDBG-01 | MUST | seed | 2 |  | a \\| b \\<script\\> \\*c\\* | syndbg.a, syndbg.b |'),
  );
  assert.ok(text.includes('| excluded | excluded (meaning-only): it shows in no operation |'));
});

test('JSON: everything', () => {
  const [matrix] = JSON.parse(matrixText([MATRIX], 'json', false)) as [
    { requirements: { id: string; cases: object }[] },
  ];
  assert.deepEqual(matrix.requirements.map(({ id, cases }) => [id, cases])[1], [
    'SYNDBG-02',
    { v6: [], upstream: ['syndbg.c'] },
  ]);
});
