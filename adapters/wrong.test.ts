/** Adapters that are wrong as real kernels, VMMs and posted patches were: each is red, by the requirement that it breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amiss, examplesOf, playedOn } from '../steps/testing/played';
import { argvOf, WRONG } from './testing/wrong';

for (const one of WRONG) {
  const { machine, variant, requirement, tags = `@${requirement}`, also = [] } = one;
  test(`${machine}: ${variant} is red, and ${requirement} is named`, async () => {
    const { verdicts } = await playedOn(argvOf(one), examplesOf(machine, tags));
    const red = amiss(verdicts);
    assert.deepEqual([...new Set(red.map(({ verdict }) => verdict))], ['fail']);
    const named = new Set(red.map(({ broken = [] }) => broken[0]));
    assert.deepEqual([...named].sort(), [requirement, ...also].sort());
  });
}
