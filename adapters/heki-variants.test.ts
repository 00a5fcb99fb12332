/** Adapters of Heki that differ from the sample where reviewers saw bugs come, or later versions changed things. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunResult } from '../reports/runner';
import { runSuite } from '../reports/runner';
import { DEFAULT_SEED } from '../steps/session';

const VARIANTS = join(__dirname, 'testing', 'heki_variants.py');
const SAMPLE = join(__dirname, 'python', 'heki.py');
/** The properties try the same over sequences, and take longest. */
const EXAMPLES = `not (${[9, 10, 11].map((invariant) => `@invariant-${invariant}`).join(' or ')})`;

function run(subject: readonly string[], tags: string): Promise<RunResult> {
  return runSuite({ machines: ['heki'], seed: DEFAULT_SEED, tags: `${EXAMPLES} and (${tags})`, subject });
}

/** Each bug with the cases that are about it, and the requirement that is named of the first. */
const BUGS = [
  ['reboot-clears-pins', '@needs-reboot and @needs-control-registers', 'HEKI-122'],
  ['reboot-clears-locks', '@needs-reboot and @needs-locks', 'HEKI-54'],
  ['any-cr4-mask', '@HEKI-120', 'HEKI-120'],
  ['emulator-unchecked', '@HEKI-54', 'HEKI-54'],
  ['test-0', '@HEKI-89', 'HEKI-89'],
  ['two-arguments', '@HEKI-125', 'HEKI-125'],
  ['prefix-of-v1', '@HEKI-127', 'HEKI-127'],
  ['no-fred', '@HEKI-121', 'HEKI-121'],
] as const;

for (const [bug, tags, requirement] of BUGS) {
  test(`the bug ${bug} is seen, and ${requirement} is named`, async () => {
    const { exit, conformance } = await run(['python3', VARIANTS, bug], tags);
    const red = conformance.cases.filter(({ verdict }) => verdict === 'fail');
    assert.equal(exit, 1);
    assert.deepEqual([...new Set(red.map(({ broken = [] }) => broken[0]))], [requirement]);
  });
}

for (const [version, cases] of [
  ['v2', 100],
  ['v3', 95],
] as const) {
  test(`the sample conforms to ${version}, too`, async () => {
    const { exit, conformance } = await run(['python3', SAMPLE, version], '@heki');
    const passed = conformance.cases.filter(({ verdict }) => verdict === 'pass').length;
    assert.equal(exit, 0);
    assert.ok(passed > cases, `${passed} cases`);
  });
}
