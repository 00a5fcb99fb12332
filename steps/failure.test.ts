import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Misuse, Unsupported } from '../model/core/machine';
import type { Ruled } from '../model/core/ruling';
import { Inapplicable, Inconclusive, Refused, Untestable } from './fate';
import type { Failure } from './failure';
import { fateOf, isHarmless, NOBODY } from './failure';
import type { Lab } from './lab';
import { PropertyFailed } from './property';

/** A lab of a case about X-01, where X-02 is merely what kernels were seen to do. */
const LAB = {
  trace: [{ op: { op: 'wrmsr', value: 5n }, outcome: { outcome: 'ok' } }],
  options: {
    tags: { 'X-03': 0, 'X-01': 2 },
    law: { holds: () => true, isGrave: (owners: readonly string[]) => owners.some((id) => id !== 'X-02') },
  },
} as unknown as Lab;

function difference(field: string, expected: unknown, actual: unknown): Ruled {
  return { path: field, field, expected, actual, owners: ['X-02'], open: null };
}

function failure(
  error: Error,
  requirements: readonly string[] = [],
  differences: readonly Ruled[] = [],
): Failure {
  return { error, step: 's', named: { requirements, differences, at: differences.length > 0 ? 0 : null } };
}

test('one requirement broke; where nothing with an owner differs it is what the case is most about', () => {
  const named = fateOf(LAB, failure(new Error('m'), ['X-07', 'X-02'], [difference('a', 1n, 2n)]));
  assert.deepEqual([named.name, named.broken, named.perhaps, named.at], ['fail', ['X-07'], ['X-02'], 0]);
  const tagged = fateOf(LAB, failure(new Error('m')));
  assert.deepEqual([tagged.broken, tagged.perhaps, tagged.differences], [['X-01'], ['X-03'], undefined]);
});

test('what breaks only what was seen differs, and Cucumber does not hear of it', () => {
  const seen = failure(new Error('m'), ['X-02']);
  assert.equal(fateOf(LAB, seen).name, 'differs');
  assert.ok(isHarmless(LAB, seen));
  assert.ok(!isHarmless(LAB, failure(new Error('m'), ['X-07'])));
});

test('a refusal fails, also in a case about nothing but what was seen', () => {
  const reproducer = { seed: 1, path: '0', scenario: '' };
  const refusals = [new Refused('r'), new Misuse('m'), new Unsupported('u', 'inspect')];
  for (const error of [...refusals, new PropertyFailed('p', reproducer, { cause: refusals[0] })]) {
    const refused = failure(error, ['X-02']);
    assert.deepEqual([fateOf(LAB, refused).name, isHarmless(LAB, refused)], ['fail', false], error.name);
  }
  assert.equal(fateOf(LAB, failure(new PropertyFailed('p', reproducer), ['X-02'])).name, 'differs');
});

test('differences travel as words and shapes, a few of them and short', () => {
  const [one] =
    fateOf(LAB, failure(new Error('m'), ['X-07'], [difference('pad1', 0n, { exit: 'SYNDBG', pad: 7n })]))
      .differences ?? [];
  assert.deepEqual(one, {
    field: 'pad1',
    expected: '0x0',
    got: '{"exit":"SYNDBG","pad":"0x7"}',
    shape: '# → {exit:"SYNDBG",pad:#}',
  });
  const many = Array.from({ length: 50 }, (_, i) => difference(`f${i}`, 'x'.repeat(5000), 1n));
  const told = fateOf(LAB, failure(new Error('m'), ['X-07'], many)).differences ?? [];
  assert.equal(told.length, 20);
  assert.ok(told.every(({ expected, shape }) => expected.length <= 400 && shape.length <= 800));
});

test('what is inconclusive, inapplicable or untestable blames nothing', () => {
  const undecided = fateOf(LAB, { error: new Inconclusive('5 runs'), step: 's', named: NOBODY });
  assert.deepEqual(
    [undecided.name, undecided.broken, undecided.trace],
    ['inconclusive', undefined, undefined],
  );
  const lacking = fateOf(LAB, { error: new Inapplicable('needs x', ['x']), step: 's', named: NOBODY });
  assert.deepEqual([lacking.name, lacking.broken, lacking.lacks], ['inapplicable', undefined, ['x']]);
  assert.ok(isHarmless(LAB, { error: new Inapplicable('needs x'), step: 's', named: NOBODY }));
  const broken = { error: new Untestable('u'), step: 's', named: NOBODY };
  assert.deepEqual([fateOf(LAB, broken).name, isHarmless(LAB, broken)], ['untestable', false]);
});

test('a difference that somebody demands is a failure, whoever is named first', () => {
  const both = { ...difference('a', 1n, 2n), owners: ['X-02', 'X-07'] };
  assert.equal(fateOf(LAB, failure(new Error('m'), ['X-02', 'X-07'], [both])).name, 'fail');
  assert.ok(!isHarmless(LAB, failure(new Error('m'), ['X-02', 'X-07'], [both])));
});
