import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Book } from './book';
import { bookOf } from './book';
import { parseFeature } from './gherkin';
import type { Filter } from './selection';
import { select } from './selection';

const FEATURE = `@syndbg
Feature: F

  @syndbg.plain @SYNDBG-01 @only-v6
  Example: Plain
    Given x

  @SYNDBG-02
  Rule: R

    @syndbg.rows
    Scenario Outline: Row <case>
      Given <x>

      @since-upstream
      Examples:
        | case | x |
        | one  | 1 |
        | two  | 2 |
        | ten  | 3 |

    @syndbg.hollow
    Scenario Outline: Hollow
      Given <x>

      Examples:
        | case | x |
`;
const BOOK = bookOf(parseFeature(FEATURE, 'features/syndbg/f.feature'));

function ids(filter: Filter, book: Book = BOOK): readonly string[] {
  return select(book, filter).map((entry) => entry.case?.id ?? `${entry.scenario.name} without a row`);
}

const ROWS = ['syndbg.rows:one', 'syndbg.rows:two', 'syndbg.rows:ten'];
const ALL = ['syndbg.plain', ...ROWS, 'Hollow without a row'];

test('without a filter everything is selected, also what gives nothing to run', () => {
  assert.deepEqual(ids({}), ALL);
});

test('tags are those of the scenario and of all around it', () => {
  assert.deepEqual(ids({ tags: '@SYNDBG-02' }), [...ROWS, 'Hollow without a row']);
  assert.deepEqual(ids({ tags: '@syndbg and @since-upstream' }), ROWS);
  assert.deepEqual(ids({ tags: 'not @SYNDBG-02' }), ['syndbg.plain']);
});

test('names are those with the cells put in', () => {
  assert.deepEqual(ids({ name: '^Row t' }), ['syndbg.rows:two', 'syndbg.rows:ten']);
  assert.deepEqual(ids({ name: 'Hollow' }), ['Hollow without a row']);
});

test('machines and profiles', () => {
  assert.deepEqual(ids({ machines: ['syndbg'] }), ALL);
  assert.deepEqual(ids({ machines: ['nv'] }), []);
  assert.deepEqual(ids({ profiles: ['v6'] }), ['syndbg.plain', 'Hollow without a row']);
  assert.deepEqual(ids({ profiles: ['review', 'upstream'] }), [...ROWS, 'Hollow without a row']);
});

test('a place is a file, the line of a scenario or the line of a row', () => {
  const uri = 'features/syndbg/f.feature';
  assert.deepEqual(ids({ places: [{ uri, lines: [] }] }), ALL);
  assert.deepEqual(ids({ places: [{ uri, lines: [5] }] }), ['syndbg.plain']);
  assert.deepEqual(ids({ places: [{ uri, lines: [12] }] }), ROWS);
  assert.deepEqual(ids({ places: [{ uri, lines: [19, 5] }] }), ['syndbg.plain', 'syndbg.rows:two']);
  assert.deepEqual(ids({ places: [{ uri: 'other.feature', lines: [] }] }), []);
});

test('shards deal out every case once, in turn, in the order of the ids', () => {
  const sorted = [...ALL].map((id) => (id.includes(' ') ? 'features/syndbg/f.feature:25' : id)).sort();
  for (const total of [1, 2, 3, 4, 5, 6]) {
    const shards = [...Array(total).keys()].map((i) => ids({ shard: { index: i + 1, total } }));
    assert.deepEqual([...shards.flat()].sort(), [...ALL].sort());
    const sizes = shards.map((shard) => shard.length);
    assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, `${total}: ${sizes.join(' ')}`);
  }
  assert.deepEqual(ids({ shard: { index: 2, total: 5 } }), [sorted[1]]);
});

test('what makes no sense is refused, with what would', () => {
  assert.throws(() => ids({ tags: '@a and' }), { name: 'RangeError', message: /^--tags @a and: / });
  assert.throws(() => ids({ name: '(' }), { name: 'RangeError', message: /^--name \(: / });
  for (const [index, total] of [
    [0, 2],
    [3, 2],
    [1.5, 2],
    [1, 0],
  ] as const) {
    assert.throws(() => ids({ shard: { index, total } }), {
      name: 'RangeError',
      message: /write i\/n with 1 <= i <= n/,
    });
  }
});
