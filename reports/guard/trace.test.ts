import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalogue, Requirement } from '../catalogue';
import { bookWith, firstOf, kindsOf } from './testing';
import { guardCoverage, guardDuplicates, guardRequirements } from './trace';

function requirement(id: string, rest: Partial<Requirement> = {}): Requirement {
  return {
    id,
    text: 'It MUST be so.',
    class: 'seed',
    level: 'MUST',
    profiles: ['upstream'],
    source: 'the patch',
    ...rest,
  };
}

const EXCLUDED = { reason: 'meaning-only', why: 'it shows in no operation' } as const;
const CATALOGUE: Catalogue = {
  machine: 'syndbg',
  tree: 'v6.12',
  requirements: [
    requirement('SYNDBG-01'),
    requirement('SYNDBG-02', { profiles: ['v6', 'upstream'] }),
    requirement('SYNDBG-03', { level: 'SHOULD' }),
    requirement('SYNDBG-04', { excluded: EXCLUDED }),
  ],
};

function tagged(tags: string, feature?: string): readonly string[] {
  const entry = firstOf(bookWith(`@syndbg.x ${tags}\nExample: X\n Given x`, feature));
  return guardRequirements(entry, [CATALOGUE]).map(({ kind, message }) => `${kind} ${message}`);
}

test('a case with requirements that hold in its profiles is fine', () => {
  assert.deepEqual(tagged('@SYNDBG-01 @SYNDBG-02 @SYNDBG-03'), []);
  assert.deepEqual(tagged('@SYNDBG-02', '@syndbg @only-v6 @since-upstream'), []);
});

test('each claim that the catalogue does not bear out', () => {
  assert.match(tagged('')[0] ?? '', /^no-requirement f\.feature:5: syndbg\.x is tagged with no requirement/);
  assert.match(tagged('@SYNDBG-12')[0] ?? '', /^unknown-requirement .*SYNDBG-12 .*\(perhaps SYNDBG-0\d\?\)/);
  assert.match(tagged('@SYNDBG-04')[0] ?? '', /^excluded-with-case .*SYNDBG-04 is excluded as meaning-only/);
  assert.match(
    tagged('@SYNDBG-01', '@syndbg @only-v6 @since-upstream')[0] ?? '',
    /^requirement-not-in-profile .*syndbg\.x holds in v6, and SYNDBG-01 in upstream only/,
  );
});

test('without a catalogue nothing is known', () => {
  const entry = firstOf(bookWith('@syndbg.x @SYNDBG-01\nExample: X\n Given x'));
  assert.deepEqual(kindsOf(guardRequirements(entry, [])), ['unknown-requirement']);
});

test('an id that stands twice', () => {
  const { entries } = bookWith('@syndbg.x\nExample: X\n Given x\n\n@syndbg.x\nExample: Y\n Given y\n');
  const [found, ...more] = guardDuplicates(entries);
  assert.equal(found?.message, 'f.feature:9: the id syndbg.x is taken by f.feature:5: ids are unique');
  assert.deepEqual(more, []);
});

test('rows are cases of their own, and two of one name are not', () => {
  const rows = (names: string): readonly string[] => {
    const { entries } = bookWith(
      `@syndbg.x\nScenario Outline: X\n Given x\n Examples:\n | case |\n ${names}`,
    );
    return kindsOf(guardDuplicates(entries));
  };
  assert.deepEqual(rows('| a |\n | b |'), []);
  assert.deepEqual(rows('| a |\n | a |'), ['duplicate-case']);
});

test('each MUST needs a case in each of its profiles', () => {
  const bare = (scenarios: string, asked = {}): readonly string[] =>
    guardCoverage(bookWith(scenarios).entries, [CATALOGUE], asked).map(({ message }) => message);
  const all =
    '@syndbg.x @SYNDBG-01 @SYNDBG-02\nExample: X\n Given x\n\n@syndbg.y @SYNDBG-02 @only-v6\nExample: Y\n Given y';
  assert.deepEqual(bare(all), []);
  assert.deepEqual(bare('@syndbg.x @SYNDBG-01\nExample: X\n Given x'), [
    'SYNDBG-02 is a MUST, and no case shows it in v6 nor upstream',
  ]);
  assert.deepEqual(bare('@syndbg.x @SYNDBG-02\nExample: X\n Given x'), [
    'SYNDBG-01 is a MUST, and no case shows it in upstream',
    'SYNDBG-02 is a MUST, and no case shows it in v6',
  ]);
  assert.deepEqual(bare('@syndbg.x @SYNDBG-02\nExample: X\n Given x', { profiles: ['v6'] }), [
    'SYNDBG-02 is a MUST, and no case shows it in v6',
  ]);
  assert.deepEqual(bare('@syndbg.x\nExample: X\n Given x', { machines: ['nv'] }), []);
});
