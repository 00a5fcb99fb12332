/** Adapters that differ from the sample where nobody may mind, or where somebody has to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { planOf } from '../reports/plan';
import type { CaseReport } from '../reports/report-types';
import type { RunOptions } from '../reports/run-options';
import type { RunResult } from '../reports/runner';
import { runSuite } from '../reports/runner';
import { DEFAULT_SEED } from '../steps/session';

const VARIANTS = join(__dirname, 'testing', 'syndbg_variants.py');

interface Red extends RunResult {
  /** Cases that ran and did not pass. */
  readonly red: readonly CaseReport[];
}

/** The cases without the properties: over sequences the sample adapter is compared with the model elsewhere. */
const PROPERTIES = planOf({ machines: ['syndbg'] }).selected.flatMap(({ case: of }) => of?.invariant ?? []);
const EXAMPLES = `not (${PROPERTIES.map((invariant) => `@invariant-${invariant}`).join(' or ')})`;

async function run(variant: string, { tags, ...more }: Partial<RunOptions> = {}): Promise<Red> {
  const result = await runSuite({
    machines: ['syndbg'],
    seed: DEFAULT_SEED,
    tags: tags === undefined ? EXAMPLES : `${EXAMPLES} and (${tags})`,
    subject: ['python3', VARIANTS, variant],
    ...more,
  });
  const red = result.conformance.cases.filter(
    ({ verdict }) => verdict !== 'pass' && verdict !== 'inapplicable',
  );
  return { ...result, red };
}

function passed({ conformance }: RunResult): number {
  return conformance.cases.filter(({ verdict }) => verdict === 'pass').length;
}

test('what KVM fills in from host and build is nobody’s: another host conforms', async () => {
  const result = await run('other-host');
  assert.deepEqual(
    result.red.map(({ id, message }) => `${id}: ${message ?? ''}`),
    [],
  );
  assert.equal(result.exit, 0);
  assert.ok(passed(result) > 200, `${passed(result)} cases`);
});

test('a bit of the same leaves that a requirement names is missed, and that requirement is named', async () => {
  const result = await run('bit-missing', { tags: '@needs-supported-cpuid' });
  assert.equal(result.exit, 1);
  assert.deepEqual([...new Set(result.red.map(({ broken = [] }) => broken[0]))], ['SYNDBG-83']);
  assert.ok(result.red.some(({ id }) => id === 'syndbg.feature-bits:debugging'));
});

test('what answers as the mail’s diff does conforms to the patch as posted', async () => {
  const result = await run('posted');
  assert.deepEqual(
    result.red.map(({ id, message }) => `${id}: ${message ?? ''}`),
    [],
  );
  assert.equal(result.exit, 0);
  const order = result.conformance.cases.find(({ id }) => id === 'syndbg.posted-list-order');
  assert.equal(order?.verdict, 'pass');
});

test('one process may speak for two profiles: it is led through one after the other', async () => {
  const result = await run('both', { tags: '@SYNDBG-05 or @SYNDBG-09 or @SYNDBG-19 or @SYNDBG-94' });
  assert.deepEqual(
    result.red.map(({ id, profile, message }) => `${id} ${profile}: ${message ?? ''}`),
    [],
  );
  assert.equal(result.exit, 0);
  const profiles = new Set(result.conformance.cases.map(({ profile }) => profile));
  assert.deepEqual([...profiles].sort(), ['upstream', 'v6']);
});

test('KVM that was built without Hyper-V emulation conforms to what is left of it', async () => {
  const result = await run('no-hyperv');
  assert.deepEqual(
    result.red.map(({ id, message }) => `${id}: ${message ?? ''}`),
    [],
  );
  assert.equal(result.exit, 0);
  assert.ok(passed(result) > 12, `${passed(result)} cases`);
});

test('an emulated write that exits once is unlike what kernels were seen to do, and no failure', async () => {
  const result = await run('emulated-once', { tags: '@needs-emulator' });
  assert.equal(result.exit, 0);
  const unlike = result.red.map(({ verdict, broken = [] }) => [verdict, broken[0]]);
  assert.ok(unlike.length > 1, `${unlike.length} cases`);
  for (const one of unlike) assert.deepEqual(one, ['differs', 'SYNDBG-132']);
  const strict = await run('emulated-once', { tags: '@needs-emulator', strictSeen: true });
  assert.equal(strict.exit, 1);
  assert.deepEqual([...new Set(strict.red.map(({ verdict }) => verdict))], ['fail']);
});

test('six operations and no capability are enough for every core case', async () => {
  const result = await run('core');
  assert.deepEqual(
    result.red.map(({ id, message }) => `${id}: ${message ?? ''}`),
    [],
  );
  assert.equal(result.exit, 0);
  assert.ok(passed(result) > 90, `${passed(result)} cases`);
  const lacking = result.conformance.cases.filter(({ verdict }) => verdict === 'inapplicable');
  for (const { id, message = '' } of lacking) assert.match(message, /^needs |^holds in |^is about /, id);
});

test('the small sample in TypeScript has the core, and says so', async () => {
  const sample = [process.execPath, '-r', './bin/sources.js', join(__dirname, 'typescript', 'syndbg.ts')];
  const result = await run('', { subject: sample });
  assert.deepEqual(
    result.red.map(({ id, message }) => `${id}: ${message ?? ''}`),
    [],
  );
  assert.equal(result.exit, 0);
  assert.ok(passed(result) > 80, `${passed(result)} cases`);
});
