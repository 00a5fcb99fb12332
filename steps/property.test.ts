import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { SubjectError } from '../subjects/subject';
import type { Lab } from './lab';
import { holds } from './property';

const LAB = { options: { seed: 1, runs: 20 }, settle: () => undefined } as unknown as Lab;

/** A property whose third run throws, and no other. */
function failingOnce(error: Error): Promise<void> {
  let runs = 0;
  return holds(LAB, {
    arbitrary: fc.nat(),
    mustReach: [],
    run: () => {
      runs += 1;
      return runs === 3 ? Promise.reject(error) : Promise.resolve();
    },
    scenario: () => 'the scenario',
  });
}

test('a subject that broke once has broken no invariant, though it does not break again', async () => {
  const hang = new SubjectError('hang', 'the adapter did not answer');
  await assert.rejects(failingOnce(hang), (error) => error === hang);
});

test('an invariant that was broken once, and not when run alone, says what was seen', async () => {
  await assert.rejects(failingOnce(new Error('M is 0x9, and PSTATE reads 0x5')), {
    name: 'PropertyFailed',
    message: /not deterministic\. It had failed with: M is 0x9, and PSTATE reads 0x5/,
  });
});

test('what fails is made as short as it goes, or left as it was found', async () => {
  const tried = async (options: Partial<Lab['options']>): Promise<readonly number[]> => {
    const values: number[] = [];
    const lab = { options: { ...LAB.options, ...options }, settle: () => undefined } as unknown as Lab;
    const property = {
      arbitrary: fc.integer({ min: 100, max: 1_000_000 }),
      mustReach: [],
      run: (_lab: Lab, value: number) => {
        values.push(value);
        return value > 500 ? Promise.reject(new Error('too many')) : Promise.resolve();
      },
      scenario: () => '',
    };
    await assert.rejects(holds(lab, property), { name: 'PropertyFailed', message: /^too many/ });
    return values;
  };
  assert.equal((await tried({})).at(-1), 501);
  const [first, again, ...more] = await tried({ unshrunk: true });
  assert.ok(first === again && (first ?? 0) > 501);
  assert.deepEqual(more, []);
});
