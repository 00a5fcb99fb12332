import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOp, Choices, Profile, Stepped } from '../model/core/machine';
import { branch, freshWorlds, waysOf } from './check-worlds';

/** A machine that answers with a choice when asked for one, and counts how often it is run. */
function counting(eager: string | null = null): { readonly profile: Profile; readonly runs: () => number } {
  let runs = 0;
  const profile: Profile = {
    name: 'toy',
    extends: null,
    kernels: null,
    about: 'a toy',
    capabilities: [],
    choices: { color: ['red', 'blue'], size: ['small', 'large'] },
    model: (choices: Choices) => {
      const made = eager === null ? '' : (choices[eager] ?? '');
      return {
        initial: () => made,
        step: (state: unknown, { op }: AnyOp): Stepped<unknown> => {
          runs += 1;
          const next = `${String(state)}${op in profile.choices ? (choices[op] ?? '') : op}`;
          return { state: next, outcome: { outcome: 'ok' } };
        },
        inspect: (state: unknown) => ({ state }),
      };
    },
  };
  return { profile, runs: () => runs };
}

test('all ways of making two choices, and fewer with one pinned', () => {
  const { profile } = counting();
  assert.deepEqual(waysOf(profile, {}), [
    { color: 'red', size: 'small' },
    { color: 'red', size: 'large' },
    { color: 'blue', size: 'small' },
    { color: 'blue', size: 'large' },
  ]);
  assert.deepEqual(waysOf(profile, { color: 'blue' }), [
    { color: 'blue', size: 'small' },
    { color: 'blue', size: 'large' },
  ]);
});

test('a step that asks for no choice runs once for all ways', () => {
  const { profile, runs } = counting();
  const [world, ...more] = freshWorlds(profile, waysOf(profile, {}), {});
  assert.ok(world && more.length === 0);
  const after = branch(world, (model, state) => model.step(state, { op: 'plain' }).state);
  assert.deepEqual(
    after.map(({ result, world: { candidates } }) => [result, candidates.length]),
    [['plain', 4]],
  );
  assert.equal(runs(), 1);
});

test('a step that asks for a choice runs once for each of its values, from the same state', () => {
  const { profile, runs } = counting();
  const [world] = freshWorlds(profile, waysOf(profile, {}), {});
  assert.ok(world);
  const after = branch({ ...world, state: 'x' }, (model, state) => model.step(state, { op: 'color' }).state);
  assert.deepEqual(
    after.map(({ result, world: { candidates } }) => [result, candidates]),
    [
      ['xred', waysOf(profile, { color: 'red' })],
      ['xblue', waysOf(profile, { color: 'blue' })],
    ],
  );
  assert.equal(runs(), 2);
  const again = after.flatMap((one) =>
    branch({ ...one.world, state: one.result }, (model, state) => model.step(state, { op: 'size' }).state),
  );
  assert.deepEqual(
    again.map(({ result }) => result),
    ['xredsmall', 'xredlarge', 'xbluesmall', 'xbluelarge'],
  );
});

test('a model that asks when it is made or starts splits there', () => {
  const { profile } = counting('size');
  const worlds = freshWorlds(profile, waysOf(profile, {}), {});
  assert.deepEqual(
    worlds.map(({ state, candidates }) => [state, candidates.length]),
    [
      ['small', 2],
      ['large', 2],
    ],
  );
});
