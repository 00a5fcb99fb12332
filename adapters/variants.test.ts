/** Adapters that differ from the sample where nobody may mind, or where somebody has to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runSuite } from '../reports/runner';
import type { Verdict } from '../reports/verdict';
import type { Told } from '../steps/play';
import { DEFAULT_SEED } from '../steps/session';
import { amiss, examplesOf, playedOn } from '../steps/testing/played';
import { PYTHON } from './testing/python';

/** The words that start a variant. */
function argvOf(variant: string): readonly string[] {
  return [...PYTHON, join(__dirname, 'testing', 'syndbg_variants.py'), variant];
}

async function played(variant: string, tags?: string, told?: Told): Promise<readonly Verdict[]> {
  return (await playedOn(argvOf(variant), examplesOf('syndbg', tags), told)).verdicts;
}

/** @returns how many cases passed */
function assertConforms(verdicts: readonly Verdict[]): number {
  assert.deepEqual(amiss(verdicts), []);
  return verdicts.filter(({ verdict }) => verdict === 'pass').length;
}

test('what KVM fills in from host and build is nobody’s: another host conforms', async () => {
  const passed = assertConforms(await played('other-host'));
  assert.ok(passed > 200, `${passed} cases`);
});

test('a bit of the same leaves that a requirement names is missed, and that requirement is named', async () => {
  const red = amiss(await played('bit-missing', '@needs-supported-cpuid'));
  assert.deepEqual(
    [...new Set(red.map(({ verdict, broken = [] }) => `${verdict} ${broken[0] ?? ''}`))],
    ['fail SYNDBG-83'],
  );
  assert.ok(red.some(({ case: id }) => id === 'syndbg.feature-bits:debugging'));
});

test('what answers as the mail’s diff does conforms to the patch as posted', async () => {
  const verdicts = await played('posted');
  assertConforms(verdicts);
  const order = verdicts.find(({ case: id }) => id === 'syndbg.posted-list-order');
  assert.equal(order?.verdict, 'pass');
});

test('one process may speak for two profiles: it is led through one after the other', async () => {
  const verdicts = await played('both', '@SYNDBG-05 or @SYNDBG-09 or @SYNDBG-19 or @SYNDBG-94');
  assertConforms(verdicts);
  const profiles = new Set(verdicts.map(({ profile }) => profile));
  assert.deepEqual([...profiles].sort(), ['upstream', 'v6']);
});

/** A whole run, to its exit code. */
test('KVM that was built without Hyper-V emulation conforms to what is left of it', async () => {
  const { exit, conformance } = await runSuite({
    paths: ['features/syndbg/left-out.feature'],
    seed: DEFAULT_SEED,
    subject: argvOf('no-hyperv'),
  });
  assert.equal(exit, 0, JSON.stringify(conformance.exit));
  const { pass, inapplicable } = conformance.counts;
  assert.ok(pass > 12, `${pass} cases`);
  assert.equal(pass + inapplicable, conformance.cases.length);
});

test('an emulated write that exits once is unlike what kernels were seen to do, and no failure', async () => {
  const unlike = amiss(await played('emulated-once', '@needs-emulator'));
  assert.ok(unlike.length > 1, `${unlike.length} cases`);
  for (const { verdict, broken } of unlike) assert.deepEqual([verdict, broken], ['differs', ['SYNDBG-132']]);
  const strict = amiss(await played('emulated-once', '@needs-emulator', { strictSeen: true }));
  assert.deepEqual([...new Set(strict.map(({ verdict }) => verdict))], ['fail']);
});

test('six operations and no capability are enough for every core case', async () => {
  const verdicts = await played('core');
  const passed = assertConforms(verdicts);
  assert.ok(passed > 90, `${passed} cases`);
  const lacking = verdicts.filter(({ verdict }) => verdict === 'inapplicable');
  for (const { case: id, message = '' } of lacking) assert.match(message, /^needs |^is about /, id);
});

test('the small sample in TypeScript has the core, and says so', async () => {
  const sample = join(__dirname, 'typescript', 'syndbg.ts');
  const argv = [process.execPath, '-r', './bin/sources.js', sample];
  const { verdicts } = await playedOn(argv, examplesOf('syndbg'));
  const passed = assertConforms(verdicts);
  assert.ok(passed > 80, `${passed} cases`);
});
