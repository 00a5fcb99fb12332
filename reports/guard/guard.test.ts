import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookOf } from '../book';
import type { Catalogue } from '../catalogue';
import { parseFeature } from '../gherkin';
import type { Filter } from '../selection';
import { select } from '../selection';
import { distinct, finding, FINDING_KINDS, guardPlan, guardRun } from './index';
import { kindsOf } from './testing';

const NOTHING = { catalogues: [], book: bookOf([]) };

const FEATURE = `@syndbg @since-upstream
Feature: F

  @syndbg.sound @SYNDBG-01
  Example: Sound
    Then x

  @syndbg.hollow @SYNDBG-01
  Example: Hollow
`;
const CATALOGUE: Catalogue = {
  machine: 'syndbg',
  tree: 'v6.12',
  requirements: [
    {
      id: 'SYNDBG-01',
      text: 'It MUST be so.',
      class: 'seed',
      level: 'MUST',
      profiles: ['upstream'],
      source: 'the patch',
    },
    {
      id: 'SYNDBG-02',
      text: 'It MUST be so.',
      class: 'seed',
      level: 'MUST',
      profiles: ['upstream'],
      source: 'the patch',
    },
  ],
};

function plan(filter: Filter, text = FEATURE, own = true): readonly string[] {
  const book = bookOf(parseFeature(text, 'f.feature'));
  return kindsOf(guardPlan({ book, selected: select(book, filter), filter, catalogues: [CATALOGUE], own }));
}

test('what the features lack is judged in every run, tags and steps of what was selected', () => {
  const book = bookOf([
    ...parseFeature(FEATURE, 'f.feature'),
    ...parseFeature('@syndbg\nFeature: Empty\n', 'empty.feature'),
    ...parseFeature('@syndbg @syndbg.sound @SYNDBG-01\nFeature: F\nExample: X\n Given x', 'g.feature'),
  ]);
  const found = (filter: Filter): readonly string[] =>
    kindsOf(guardPlan({ book, selected: select(book, filter), filter, catalogues: [CATALOGUE], own: false }));
  const always = [
    'duplicate-case',
    'feature-without-scenarios',
    'must-without-case',
    'scenario-without-then',
  ];
  const shard = { index: 1, total: 2 };
  for (const filter of [
    { tags: '@syndbg.sound and @since-upstream' },
    { name: '^Sound' },
    { places: [{ uri: 'f.feature', lines: [5] }] },
  ])
    assert.deepEqual([...found(filter)].sort(), always, JSON.stringify(filter));
  assert.deepEqual(
    [...found({ name: 'Hollow', shard: { ...shard, total: 1 } })].sort(),
    [...always, 'scenario-without-steps'].sort(),
  );
  for (const index of [1, 2]) {
    const kinds = found({ shard: { ...shard, index } });
    for (const kind of always) assert.ok(kinds.includes(kind), `shard ${index}/2: ${kind}`);
  }
});

test('only what was selected is judged of steps and tags', () => {
  assert.deepEqual(plan({ tags: '@syndbg.sound' }), []);
  assert.deepEqual(plan({ name: 'Hollow' }), ['scenario-without-steps']);
  assert.deepEqual(plan({ profiles: ['v6'] }), ['nothing-selected']);
});

test("somebody's own features need not show a whole catalogue", () => {
  assert.deepEqual(plan({ tags: '@syndbg.sound' }, FEATURE, false), ['must-without-case']);
  assert.deepEqual(plan({ profiles: ['v6'] }, FEATURE, false), ['nothing-selected']);
});

test('an empty selection says why', () => {
  assert.deepEqual(plan({ tags: '@syndbg.sund' }), ['nothing-selected']);
  assert.deepEqual(plan({ tags: '@syndbg.sound', shard: { index: 2, total: 2 } }), ['empty-shard']);
  assert.deepEqual(plan({ tags: '@nothing', shard: { index: 2, total: 2 } }), ['nothing-selected']);
  assert.deepEqual(plan({ tags: '@syndbg.sound or @slow' }), ['unknown-tag']);
});

test('a finding of several rows is said once', () => {
  const rows = '| case | x |\n | a | 1 |\n | b | 2 |\n | c | 3 |';
  const text = `@syndbg @since-upstream\nFeature: F\n@syndbg.x @SYNDBG-01 @wip\nScenario Outline: X\n Then y\n Examples:\n ${rows}`;
  assert.deepEqual(plan({ tags: '@syndbg.x' }, text), ['unused-column', 'unknown-tag']);
  assert.equal(distinct([finding('slug', 'x'), finding('slug', 'x'), finding('slug', 'y')]).length, 2);
});

test('a replayed failure need not exercise what the whole property does', () => {
  const place = { scenario: 'X', feature: 'f.feature', line: 5, machine: 'syndbg', profile: 'upstream' };
  const result = {
    id: 'syndbg.x',
    ...place,
    verdict: 'pass',
    requirements: ['SYNDBG-01'],
    exercised: [] as string[],
  } as const;
  const results = [{ ...result, requirements: [...result.requirements], exercised: [] }];
  assert.deepEqual(kindsOf(guardRun([], results, false, NOTHING)), ['not-exercised']);
  assert.deepEqual(guardRun([], results, true, NOTHING), []);
});

test('every kind asks for an exit code that is not 0', () => {
  for (const kind of FINDING_KINDS) assert.ok([1, 2, 3].includes(finding(kind, '').exit), kind);
});
