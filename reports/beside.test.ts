import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Envelope, Timestamp } from '@cucumber/messages';
import { driveBeside, Second } from './beside';
import type { Entry } from './book';
import { bookOf } from './book';
import type { Driven } from './cucumber';
import { drive } from './cucumber';
import type { Executed } from './executed';
import { executedOf } from './executed';
import { parseFeatures } from './gherkin';
import { LAYOUT } from './layout';

/** A case that holds, and one that does not. */
const featureOf = (name: string): string => `@syndbg
Feature: ${name}

  @syndbg.tmp-${name}-good @SYNDBG-18
  Example: Good
    Given a VM with SynDbg on
    When the guest writes 0x8000_0000_0000_0001 to STATUS
    Then STATUS holds 0x8000000000000001

  @syndbg.tmp-${name}-bad @SYNDBG-18
  Example: Bad
    Given a VM with SynDbg on
    When the guest writes 0x8000_0000_0000_0001 to STATUS
    Then STATUS holds 0x1
`;

const dir = mkdtempSync(join(tmpdir(), 'beside-'));
after(() => rmSync(dir, { recursive: true }));
const files = ['red', 'green', 'blue'].map((name) => join(dir, `${name}.feature`));
for (const file of files) writeFileSync(file, featureOf(file.slice(dir.length + 1, -'.feature'.length)));
const entries: readonly Entry[] = bookOf(parseFeatures(files, LAYOUT.root)).entries;
const worldParameters = { seed: 1, runs: 5 };

/** What became of each scenario, without the ids and clocks of the run. */
function fates(envelopes: readonly Envelope[]): readonly unknown[] {
  const fate = ({ pickle, ...one }: Executed): unknown => ({ ...one, uri: pickle.uri, name: pickle.name });
  return executedOf(envelopes).map(fate);
}

/** Every id that an object has under one of these names, wherever it stands. */
function idsIn(value: unknown, names: RegExp): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    names.test(name) ? [member].flat().map(String) : idsIn(member, names),
  );
}

const second = new Second();
after(() => second.close());
const told: Envelope[] = [];
let run: Promise<Driven> | null = null;

/** What two threads say of the scenarios, which are run once for all that ask. */
async function two(): Promise<readonly Envelope[]> {
  const onEnvelope = (envelope: Envelope): number => told.push(envelope);
  run ??= driveBeside({ entries, worldParameters, onEnvelope }, second, 1);
  const { broke, envelopes } = await run;
  assert.equal(broke, null);
  return envelopes;
}

test('two threads run each scenario once, and say the same as one, in the same order', async () => {
  const one = await drive({ entries, worldParameters });
  const envelopes = await two();
  assert.equal(executedOf(envelopes).length, 6);
  assert.deepEqual(fates(envelopes), fates(one.envelopes));
});

test('every scenario is told of, by whichever thread it is run', async () => {
  await two();
  assert.equal(executedOf(told).length, 6);
});

test('what two threads say is one run: once begun and ended, and nothing refers to what was not said', async () => {
  const envelopes = await two();
  const once = (kind: keyof Envelope): number => envelopes.filter((one) => one[kind]).length;
  assert.deepEqual((['meta', 'testRunStarted', 'testRunFinished'] as const).map(once), [1, 1, 1]);
  assert.equal(envelopes.at(-1)?.testRunFinished?.success, false);
  const defined = envelopes.flatMap(({ parameterType, stepDefinition, hook }) => {
    const { sourceReference, ...one } = stepDefinition ?? hook ?? { sourceReference: parameterType?.name };
    return sourceReference ? [JSON.stringify([sourceReference, 'pattern' in one ? one.pattern : null])] : [];
  });
  assert.ok(defined.length > 0);
  assert.equal(new Set(defined).size, defined.length);
  const times = envelopes.flatMap((one) =>
    Object.values(one).flatMap((said: { readonly timestamp?: Timestamp }) => said.timestamp ?? []),
  );
  const inOrder = [...times].sort((a, b) => a.seconds - b.seconds || a.nanos - b.nanos);
  const run = { began: envelopes.find((one) => one.testRunStarted), ended: envelopes.at(-1) };
  assert.deepEqual(
    [run.began?.testRunStarted?.timestamp, run.ended?.testRunFinished?.timestamp],
    [inOrder[0], inOrder.at(-1)],
  );
  const said = new Set(idsIn(envelopes, /^id$/));
  const named = idsIn(
    envelopes,
    /^(testRunStartedId|hookId|stepDefinitionIds|pickleId|pickleStepId|testCaseId|testCaseStartedId|testStepId)$/,
  );
  assert.ok(named.length > 0);
  assert.deepEqual(
    named.filter((id) => !said.has(id)),
    [],
  );
});

test('what Cucumber refuses breaks the run off', async () => {
  const { broke, envelopes } = await driveBeside({ entries, worldParameters: 1 as never }, second, 1);
  assert.match(broke ?? '', /worldParameters/);
  assert.deepEqual(executedOf(envelopes), []);
});

test('a thread that ends before it is done breaks the run off', async () => {
  const gone = new Second();
  await gone.close();
  const { broke } = await driveBeside({ entries, worldParameters }, gone, 1);
  assert.equal(broke, 'the second thread ended');
});

test('an interruption ends both threads, and the run has no end', async () => {
  const controller = new AbortController();
  const onEnvelope = ({ testRunFinished }: Envelope): void => {
    if (testRunFinished) controller.abort();
  };
  const { signal } = controller;
  const driven = await driveBeside({ entries, worldParameters, onEnvelope, signal }, second, 1);
  assert.equal(driven.interrupted, true);
  assert.equal(driven.broke, null);
  assert.ok(executedOf(driven.envelopes).length < 6);
  assert.ok(!driven.envelopes.some(({ testRunFinished }) => testRunFinished));
});

test('nobody listens any more for an interruption of a run that is over', async () => {
  const { signal } = new AbortController();
  await driveBeside({ entries, worldParameters, signal }, second, 1);
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});
