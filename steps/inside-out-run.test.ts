/** Whole runs on adapters that carry out everything and declare little of it: what they do not declare is never passed. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Machine } from '../model/core/machine';
import { MACHINES } from '../model/machines';
import type { Case } from '../reports/case';
import { casesIn } from '../reports/doctor-cases';
import { LAYOUT } from '../reports/layout';
import { runSuite } from '../reports/runner';
import { featuresOf } from '../reports/testing/one-machine';
import { killAll } from '../subjects/process-subject';
import { DEFAULT_SEED } from './session';

after(() => {
  killAll();
});

const PYTHON = join(LAYOUT.root, 'adapters', 'python');

/** The sample adapter, with the capabilities that it is left. It does all that it did. */
function declaring(machine: string, kept: readonly string[]): readonly string[] {
  const program = `
import runpy, sys
sys.path.insert(0, ${JSON.stringify(PYTHON)})
import hvspec
serve = hvspec.serve
kept = ${JSON.stringify(kept)}
def less(name, version, offers, *more, **named):
    serve(name, version, [{**offer, 'capabilities': [one for one in offer['capabilities'] if one in kept]} for offer in offers], *more, **named)
hvspec.serve = less
runpy.run_path(${JSON.stringify(join(PYTHON, `${machine}.py`))}, run_name='__main__')
`;
  return ['python3', '-c', program];
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

/** Properties take many runs, and are cases as any other here. */
function noProperty(machine: Machine): string {
  const numbers = new Set(casesIn(machine).flatMap(({ invariant }) => invariant ?? []));
  return `not (${[...numbers].map((n) => `@invariant-${n}`).join(' or ')})`;
}

/** A run of all takes long: every so many cases. */
const EVERY = 4;

/** How many of them passed. */
async function passed(machine: Machine, kept: readonly string[], features: string): Promise<number> {
  const { exit, conformance } = await runSuite({
    features,
    machines: [machine.name],
    subject: declaring(machine.name, kept),
    seed: DEFAULT_SEED,
    tags: noProperty(machine),
    shard: { index: 1, total: EVERY },
  });
  const cases = casesIn(machine)
    .filter(({ invariant }) => invariant === null)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .filter((_of, i) => i % EVERY === 0);
  const wanted = conformance.subject.machines.flatMap(({ profile, capabilities, choices }) => {
    assert.ok(capabilities.every((one) => kept.includes(one)));
    return cases
      .filter(({ profiles }) => profiles.includes(profile))
      .map((of) => `${of.id} [${profile}]: ${fateOf(of, capabilities, choices)}`);
  });
  const got = conformance.cases.map(({ id, profile, verdict }) => `${id} [${profile}]: ${verdict}`);
  assert.deepEqual(got.sort(), wanted.sort());
  const { pass } = conformance.counts;
  assert.equal(exit, pass > 0 ? 0 : 3, JSON.stringify(conformance.exit));
  return pass;
}

/** Two of three of what there is to declare. */
function most({ profiles }: Machine): readonly string[] {
  const all = [...new Set(profiles.flatMap(({ capabilities }) => capabilities))].sort();
  return all.filter((_name, i) => i % 3 !== 0);
}

for (const machine of MACHINES)
  test(`${machine.name}: a case passes where all that it needs was declared, and nowhere else`, async () => {
    const features = featuresOf(machine.name);
    const none = await passed(machine, [], features);
    const some = await passed(machine, most(machine), features);
    assert.ok(some >= none + 5, `${none} and ${some} cases passed`);
  });
