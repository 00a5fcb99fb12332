/** Adapters that carry out everything and declare little of it: what they do not declare is never passed. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { PYTHON } from '../adapters/testing/python';
import type { Machine } from '../model/core/machine';
import { MACHINES } from '../model/machines';
import type { Case } from '../reports/case';
import { LAYOUT } from '../reports/layout';
import { runSuite } from '../reports/runner';
import { DEFAULT_SEED } from './session';
import { examplesOf, playedOn } from './testing/played';

const SAMPLES = join(LAYOUT.root, 'adapters', 'python');

/** The sample adapter, with the capabilities that it is left. It does all that it did. */
function declaring(machine: string, kept: readonly string[]): readonly string[] {
  const program = `
import runpy, sys
sys.path.insert(0, ${JSON.stringify(SAMPLES)})
import hvspec
serve = hvspec.serve
kept = ${JSON.stringify(kept)}
def less(name, version, offers, *more, **named):
    serve(name, version, [{**offer, 'capabilities': [one for one in offer['capabilities'] if one in kept]} for offer in offers], *more, **named)
hvspec.serve = less
runpy.run_path(${JSON.stringify(join(SAMPLES, `${machine}.py`))}, run_name='__main__')
`;
  return [...PYTHON, '-c', program];
}

/** What a case has to come to by its own tags, found without the suite's own question. */
function fateOf(
  of: Case,
  capabilities: readonly string[],
  choices: Readonly<Record<string, string>>,
): string {
  const chosen = Object.entries(of.choices).every(([name, value]) => choices[name] === value);
  return chosen && of.needs.every((need) => capabilities.includes(need)) ? 'pass' : 'inapplicable';
}

/** All take long: every so many cases, in the order of their ids. */
const EVERY = 4;

/** How many of them passed. */
async function passed(machine: Machine, kept: readonly string[]): Promise<number> {
  const examples = [...examplesOf(machine.name)]
    .sort((a, b) => (a.case.id < b.case.id ? -1 : 1))
    .filter((_one, i) => i % EVERY === 0);
  const { offers, verdicts } = await playedOn(declaring(machine.name, kept), examples);
  const wanted = offers.flatMap(({ profile, capabilities, choices }) => {
    assert.ok(capabilities.every((one) => kept.includes(one)));
    return examples
      .filter(({ case: of }) => of.profiles.includes(profile))
      .map(({ case: of }) => `${of.id} [${profile}]: ${fateOf(of, capabilities, choices)}`);
  });
  const got = verdicts.map(({ case: id, profile, verdict }) => `${id} [${profile}]: ${verdict}`);
  assert.deepEqual(got.sort(), wanted.sort());
  return verdicts.filter(({ verdict }) => verdict === 'pass').length;
}

/** Two of three of what there is to declare. */
function most({ profiles }: Machine): readonly string[] {
  const all = [...new Set(profiles.flatMap(({ capabilities }) => capabilities))].sort();
  return all.filter((_name, i) => i % 3 !== 0);
}

for (const machine of MACHINES)
  test(`${machine.name}: a case passes where all that it needs was declared, and nowhere else`, async () => {
    const none = await passed(machine, []);
    const some = await passed(machine, most(machine));
    assert.ok(some >= none + 5, `${none} and ${some} cases passed`);
  });

test('a run in which nothing was declared that any case needs ends with 3', async () => {
  const { exit, conformance } = await runSuite({
    paths: ['features/heki/locked-frames.feature'],
    subject: declaring('heki', []),
    seed: DEFAULT_SEED,
  });
  assert.ok(conformance.cases.length > 0);
  assert.deepEqual(
    conformance.cases.filter(({ verdict }) => verdict !== 'inapplicable'),
    [],
  );
  assert.equal(exit, 3);
});
