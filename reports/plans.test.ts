/** Random plans of a run: exit code 0 means that a case that was asked for ran and passed, whatever was asked for. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { killAll } from '../subjects/process-subject';
import { executedOf } from './executed';
import { LAYOUT } from './layout';
import type { RunOptions } from './run-options';
import { runSuite } from './runner';
import { signatureOf } from './signature';
import { SMALL_CATALOGUE } from './testing/small-catalogue';

const folder = mkdtempSync(join(tmpdir(), 'hvspec-plans-'));
after(() => {
  killAll();
  rmSync(folder, { recursive: true });
});
const features = join(folder, 'features');
const ADAPTER = join(LAYOUT.features, 'suite/subjects/small_adapter.py');

/** What the features say: a VM is new, and so each register reads 0. `value` is what the case says of it. */
const CASES = [
  { id: 'syndbg.first', name: 'the first', value: '0x0', register: 'CONTROL' },
  { id: 'syndbg.second', name: 'the second', value: '0x0', register: 'STATUS' },
  { id: 'syndbg.third', name: 'the third', value: '0x1', register: 'STATUS' },
  { id: 'syndbg.fourth', name: 'the fourth', value: '0x0', register: 'OPTIONS' },
] as const;
type Id = (typeof CASES)[number]['id'];
/** The one that reads CONTROL. */
const OF_CONTROL: Id = 'syndbg.first';
/** The one that says what is not so. */
const WRONG: Id = 'syndbg.third';

/** Tag expressions, with the cases that they select. */
const TAGS: Readonly<Record<string, readonly Id[]>> = {
  '@syndbg.first or @syndbg.third': ['syndbg.first', 'syndbg.third'],
  'not (@syndbg.first or @syndbg.third)': ['syndbg.second', 'syndbg.fourth'],
  '@SYNDBG-01': CASES.map(({ id }) => id),
  '@SYNDBG-02': [],
  'not @syndbg.third': ['syndbg.first', 'syndbg.second', 'syndbg.fourth'],
  '@syndbg.third': ['syndbg.third'],
};

function feature(): string {
  const examples = CASES.map(({ id, name, value, register }) =>
    [
      `  @${id} @SYNDBG-01`,
      `  Example: ${name} says ${value}`,
      '    Given a VM with SynDbg on',
      `    When the host reads ${register}`,
      `    Then it returns ${value}`,
    ].join('\n'),
  );
  return [
    '@syndbg @since-upstream @needs-cpuid-tables @needs-msr-lists',
    'Feature: Plans',
    '',
    ...examples,
    '',
  ].join('\n');
}

mkdirSync(join(features, 'syndbg'), { recursive: true });
writeFileSync(join(features, 'syndbg', 'plans.feature'), feature());
writeFileSync(join(features, 'syndbg', 'requirements.yaml'), SMALL_CATALOGUE);

/** What the subject does wrong (see small_adapter.py); the first three of these do it where CONTROL is read, and nowhere else. */
const MANNERS = ['wrong', 'gaps', 'falls', 'right', 'other', 'crash', 'broken', 'bare', 'leaving'] as const;

interface Plan {
  readonly tags: string | undefined;
  readonly name: string | undefined;
  readonly profiles: readonly string[] | undefined;
  readonly shard: { readonly index: number; readonly total: number } | undefined;
  /** Cases that the baseline lists as failing. */
  readonly listed: readonly string[] | undefined;
  readonly manner: (typeof MANNERS)[number] | undefined;
  readonly first: boolean;
}

/** Mostly as it is without the option: a plan of many is seldom green. */
function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

const PLANS: fc.Arbitrary<Plan> = fc.record({
  tags: maybe(fc.constantFrom(...Object.keys(TAGS))),
  name: maybe(fc.constantFrom('first|second', 'second|third', 'nobody', '.')),
  profiles: maybe(fc.constantFrom(['upstream'], ['v6'], ['v6', 'upstream'])),
  shard: maybe(
    fc
      .integer({ min: 1, max: 5 })
      .chain((total) => fc.record({ index: fc.integer({ min: 1, max: total }), total: fc.constant(total) })),
  ),
  listed: maybe(fc.oneof(fc.constant([WRONG]), fc.subarray(CASES.map(({ id }) => id as string)))),
  manner: maybe(fc.constantFrom(...MANNERS)),
  first: fc.boolean(),
});

const ALL: Plan = {
  tags: undefined,
  name: undefined,
  profiles: undefined,
  shard: undefined,
  listed: undefined,
  manner: undefined,
  first: false,
};
/** Plans in which one thing alone is not green, which are drawn too seldom. */
const HARD: readonly Plan[] = [
  { ...ALL, tags: '@syndbg.third', listed: [WRONG] },
  { ...ALL, listed: [WRONG, OF_CONTROL], manner: 'wrong' },
  ...(['wrong', 'gaps', 'falls', 'leaving', 'bare'] as const).map((manner): Plan => ({
    ...ALL,
    tags: 'not @syndbg.third',
    manner,
  })),
];

let signatures: Readonly<Record<string, string>> = {};

function optionsOf({ listed, manner, ...plan }: Plan): RunOptions {
  const given = Object.fromEntries(Object.entries(plan).filter(([, value]) => value !== undefined));
  const baseline = join(folder, 'baseline.yaml');
  const entries = (listed ?? []).map((id) => ({
    case: id,
    profile: 'upstream',
    signature: signatures[id] ?? '000000000000',
    reason: 'known since the beginning',
    issue: '1',
    expires: '2099-12-31',
  }));
  writeFileSync(baseline, entries.length === 0 ? '[]\n' : stringify(entries));
  return {
    features,
    seed: 1,
    ...given,
    ...(listed ? { baseline } : {}),
    ...(manner ? { subject: ['python3', ADAPTER, manner] } : {}),
  };
}

/** The cases that a plan asks for, found without the suite's own selection. */
function askedFor({ tags, name, profiles, shard }: Plan): readonly string[] {
  if (profiles && !profiles.includes('upstream')) return [];
  const found = CASES.filter(({ id }) => tags === undefined || TAGS[tags]?.includes(id))
    .filter((one) => name === undefined || new RegExp(name).test(`${one.name} says ${one.value}`))
    .map(({ id }) => id as string)
    .sort();
  return shard ? found.filter((_id, i) => i % shard.total === shard.index - 1) : found;
}

/** Whether the subject does wrong where CONTROL is read, and nowhere else. */
function isLocal({ manner }: Plan): boolean {
  return manner === 'wrong' || manner === 'gaps' || manner === 'falls';
}

/** What a run of the plan has to end with where nothing is wrong. */
function isGreen(plan: Plan): boolean {
  const asked = askedFor(plan);
  const isRight =
    plan.manner === undefined || plan.manner === 'right' || (isLocal(plan) && !asked.includes(OF_CONTROL));
  const isListed = (id: string): boolean => plan.listed?.includes(id) ?? false;
  const sound = asked.filter((id) => id !== WRONG);
  return (
    isRight &&
    sound.some((id) => !isListed(id)) &&
    !sound.some(isListed) &&
    asked.every((id) => id !== WRONG || isListed(id))
  );
}

test('exit code 0 means that a case that was asked for ran and passed', async () => {
  const { conformance } = await runSuite({ features, seed: 1 });
  signatures = Object.fromEntries(
    conformance.cases.filter(({ verdict }) => verdict === 'fail').map((one) => [one.id, signatureOf(one)]),
  );
  assert.deepEqual(Object.keys(signatures), [WRONG]);
  const reached = { green: 0, red: 0 };
  const property = fc.asyncProperty(PLANS, async (plan) => {
    const { exit, conformance: report, envelopes } = await runSuite(optionsOf(plan));
    reached[exit === 0 ? 'green' : 'red'] += 1;
    if (exit === 0) {
      const asked = askedFor(plan);
      const ran = executedOf(envelopes)
        .filter(({ status }) => status === 'PASSED')
        .flatMap(({ verdicts }) => verdicts);
      const passed = report.cases.filter(({ id, verdict }) => verdict === 'pass' && asked.includes(id));
      assert.ok(
        passed.some(({ id }) => ran.some((one) => one.case === id && one.exercised.includes('SYNDBG-01'))),
      );
      assert.ok(report.cases.every(({ id }) => asked.includes(id)));
      assert.ok(report.requirements.some(({ level }) => level === 'MUST'));
    }
    if (isGreen(plan)) assert.equal(exit, 0, JSON.stringify(report.exit));
    if (exit === 0) assert.ok(isGreen(plan));
  });
  await fc.assert(property, { seed: 20260921, numRuns: 60, examples: HARD.map((plan) => [plan]) });
  assert.ok(reached.green >= 5 && reached.red >= 20, JSON.stringify(reached));
});
