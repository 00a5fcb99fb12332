import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Link } from './lineage';
import { ancestry, profilesIn } from './lineage';

/** a, and two that extend it: b with c after it, and d. */
const FAMILY: readonly Link[] = [
  { name: 'a', extends: null },
  { name: 'b', extends: 'a' },
  { name: 'c', extends: 'b' },
  { name: 'd', extends: 'a' },
];

test('what holds since a profile holds in all that extend it, until one of them ends it', () => {
  assert.deepEqual(profilesIn(FAMILY, {}), ['a', 'b', 'c', 'd']);
  assert.deepEqual(profilesIn(FAMILY, { since: ['b'] }), ['b', 'c']);
  assert.deepEqual(profilesIn(FAMILY, { since: ['a'], until: ['b'] }), ['a', 'd']);
  assert.deepEqual(profilesIn(FAMILY, { until: ['b'] }), ['a', 'd']);
  assert.deepEqual(profilesIn(FAMILY, { since: ['b', 'd'] }), ['b', 'c', 'd']);
});

test('what ended may begin again, and what holds in one alone is not inherited', () => {
  assert.deepEqual(profilesIn(FAMILY, { since: ['a', 'c'], until: ['b'] }), ['a', 'c', 'd']);
  assert.deepEqual(profilesIn(FAMILY, { only: ['b'] }), ['b']);
  assert.deepEqual(profilesIn(FAMILY, { since: ['d'], only: ['b'] }), ['b', 'd']);
});

test('what begins nowhere begins with the first profile, and not in another lineage', () => {
  const two: readonly Link[] = [...FAMILY, { name: 'x', extends: null }];
  assert.deepEqual(profilesIn(two, {}), ['a', 'b', 'c', 'd']);
  assert.deepEqual(profilesIn(two, { until: ['b'] }), ['a', 'd']);
  assert.deepEqual(profilesIn(two, { since: ['x'] }), ['x']);
});

test('a profile that there is not is an error that names those there are', () => {
  for (const reign of [{ since: ['e'] }, { until: ['e'] }, { only: ['e'] }])
    assert.throws(() => profilesIn(FAMILY, reign), /no profile "e": there are a, b, c, d/);
  assert.throws(() => ancestry(FAMILY, 'e'), RangeError);
  assert.deepEqual(ancestry(FAMILY, 'c'), ['c', 'b', 'a']);
});
