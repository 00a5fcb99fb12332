import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookOf } from '../book';
import type { Catalogue } from '../catalogue';
import { parseFeature } from '../gherkin';
import type { Filter } from '../selection';
import { select } from '../selection';
import { distinct, finding, FINDING_KINDS, guardPlan, guardRun } from './index';
import { kindsOf } from './testing';

const FEATURE = `@syndbg @upstream
Feature: F

  @syndbg.sound @SYNDBG-01
  Example: Sound
    Given x

  @syndbg.hollow @SYNDBG-01
  Example: Hollow
`;
const CATALOGUE: Catalogue = {
  machine: 'syndbg',
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

function plan(filter: Filter, text = FEATURE): readonly string[] {
  const book = bookOf([
    ...parseFeature(text, 'f.feature'),
    ...parseFeature('@syndbg\nFeature: Empty\n', 'empty.feature'),
  ]);
  return kindsOf(guardPlan({ book, selected: select(book, filter), filter, catalogues: [CATALOGUE] }));
}

test('everything is judged where everything is run', () => {
  assert.deepEqual([...plan({})].sort(), [
    'feature-without-scenarios',
    'must-without-case',
    'scenario-without-steps',
  ]);
});

test('only what was selected is judged', () => {
  assert.deepEqual(plan({ tags: '@syndbg.sound' }), []);
  assert.deepEqual(plan({ name: 'Hollow' }), ['scenario-without-steps']);
  assert.deepEqual(plan({ places: [{ uri: 'empty.feature', lines: [] }] }), [
    'nothing-selected',
    'feature-without-scenarios',
  ]);
  assert.deepEqual(plan({ profiles: ['v6'] }), ['nothing-selected', 'feature-without-scenarios']);
});

test('an empty selection says why', () => {
  assert.deepEqual(plan({ tags: '@syndbg.sund' }), ['nothing-selected']);
  assert.deepEqual(plan({ tags: '@syndbg.sound', shard: { index: 2, total: 2 } }), ['empty-shard']);
  assert.deepEqual(plan({ tags: '@nothing', shard: { index: 2, total: 2 } }), ['nothing-selected']);
  assert.deepEqual(plan({ tags: '@syndbg.sound or @slow' }), ['unknown-tag']);
});

test('a finding of several rows is said once', () => {
  const rows = '| case | x |\n | a | 1 |\n | b | 2 |\n | c | 3 |';
  const text = `@syndbg @upstream\nFeature: F\n@syndbg.x @SYNDBG-01 @wip\nScenario Outline: X\n Given y\n Examples:\n ${rows}`;
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
  assert.deepEqual(kindsOf(guardRun([], results, false)), ['not-exercised']);
  assert.deepEqual(guardRun([], results, true), []);
});

test('every kind asks for an exit code that is not 0', () => {
  for (const kind of FINDING_KINDS) assert.ok([1, 2, 3].includes(finding(kind, '').exit), kind);
});
