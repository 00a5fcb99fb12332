/** The sample adapter of Heki in the later versions. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { amiss, examplesOf, playedOn } from '../steps/testing/played';
import { PYTHON } from './testing/python';

const SAMPLE = join(__dirname, 'python', 'heki.py');

for (const [version, cases] of [
  ['v2', 100],
  ['v3', 95],
] as const) {
  test(`the sample conforms to ${version}, too`, async () => {
    const { verdicts } = await playedOn([...PYTHON, SAMPLE, version], examplesOf('heki'));
    assert.deepEqual(amiss(verdicts), []);
    const passed = verdicts.filter(({ verdict }) => verdict === 'pass').length;
    assert.ok(passed > cases, `${passed} cases`);
  });
}
