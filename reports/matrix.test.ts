import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookOf } from './book';
import type { Catalogue } from './catalogue';
import { parseFeature } from './gherkin';
import { matricesOf } from './matrix';

const FEATURE = `@syndbg
Feature: F

  @syndbg.all @SYNDBG-01
  Example: A
    Given x

  @syndbg.new @SYNDBG-01 @since-upstream
  Scenario Outline: B <case>
    Given y

    Examples:
      | case |
      | one  |
      | two  |
`;
const base = { text: 'It MUST be so.', class: 'seed', level: 'MUST', source: 'the patch' } as const;
const CATALOGUE: Catalogue = {
  machine: 'syndbg',
  tree: 'v6.12',
  requirements: [
    { ...base, id: 'SYNDBG-01', profiles: ['v6', 'upstream'] },
    { ...base, id: 'SYNDBG-02', profiles: ['review'] },
  ],
};
const { entries } = bookOf(parseFeature(FEATURE, 'f.feature'));

test('for each requirement and profile the cases, or null where it does not hold', () => {
  const [matrix, ...more] = matricesOf(entries, [CATALOGUE]);
  assert.deepEqual(more, []);
  assert.deepEqual(matrix?.profiles, ['v6', 'review', 'upstream', 'no-hyperv']);
  assert.deepEqual(
    matrix.rows.map(({ requirement, cases }) => [requirement.id, cases]),
    [
      [
        'SYNDBG-01',
        {
          ...{
            v6: ['syndbg.all'],
            review: null,
            upstream: ['syndbg.all', 'syndbg.new:one', 'syndbg.new:two'],
          },
          'no-hyperv': null,
        },
      ],
      ['SYNDBG-02', { v6: null, review: [], upstream: null, 'no-hyperv': null }],
    ],
  );
});

test('machines and profiles that were asked for', () => {
  const [matrix] = matricesOf(entries, [CATALOGUE], { profiles: ['review'] });
  assert.deepEqual(
    matrix?.rows.map(({ requirement }) => requirement.id),
    ['SYNDBG-02'],
  );
  assert.deepEqual(matricesOf(entries, [CATALOGUE], { machines: ['nv'] }), []);
  assert.deepEqual(matricesOf(entries, [CATALOGUE], { profiles: ['v7'] }), []);
  assert.deepEqual(matricesOf(entries, []), []);
});
