import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseYaml } from '../yaml';
import { dealtJobs, jobsOf } from './jobs';

const PLAN = `
kernels:
  - { name: linux-6.12, subject: 'box -m {machine} --debian 6.12' }
  - { name: mine, subject: ./mine, machines: [mktme], profiles: [spec, v2] }
  - name: reference
machines: [syndbg, nv]
seeds: [7, -2]
minutes: 0.5
options: { runs: 5, strict-seen: true }
`;

function jobs(text: string): ReturnType<typeof jobsOf> {
  return jobsOf(parseYaml(text, 'plan.yaml'));
}

test('a plan is the product of kernels, machines, profiles and seeds, each job with a key of its own', () => {
  const plan = jobs(PLAN);
  assert.deepEqual(
    plan.jobs.map(({ key }) => key),
    [
      ...[
        'linux-6.12/syndbg/all/7',
        'linux-6.12/syndbg/all/-2',
        'linux-6.12/nv/all/7',
        'linux-6.12/nv/all/-2',
      ],
      ...['mine/mktme/spec/7', 'mine/mktme/spec/-2', 'mine/mktme/v2/7', 'mine/mktme/v2/-2'],
      ...['reference/syndbg/all/7', 'reference/syndbg/all/-2', 'reference/nv/all/7', 'reference/nv/all/-2'],
    ],
  );
  assert.equal(plan.limit, 30_000);
});

test('a job is the words of hvspec run', () => {
  const { jobs: all } = jobs(PLAN);
  const options = ['--runs', '5', '--strict-seen'];
  const box = ['--subject', 'box -m nv --debian 6.12'];
  assert.deepEqual(all[3]?.words, ['run', '--machine', 'nv', '--seed=-2', ...box, ...options]);
  const mine = ['--profile', 'spec', '--seed=7', '--subject', './mine'];
  assert.deepEqual(all[4]?.words, ['run', '--machine', 'mktme', ...mine, ...options]);
  const [bare] = jobs('kernels: [{ name: x }]\nmachines: [mktme]\n').jobs;
  assert.deepEqual(bare?.words, ['run', '--machine', 'mktme']);
  assert.equal(bare.key, 'x/mktme/all/default');
  const [own] = jobs('kernels: [{ name: x, machines: [nv] }]\n').jobs;
  assert.equal(own?.key, 'x/nv/all/default');
});

test('shards have every job, each once', () => {
  const { jobs: all } = jobs(PLAN);
  for (let total = 1; total <= 16; total += 1) {
    const dealt = Array.from({ length: total }, (_, i) => dealtJobs(all, { index: i + 1, total })).flat();
    assert.deepEqual(dealt.map(({ key }) => key).sort(), all.map(({ key }) => key).sort());
  }
});

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  [
    'a machine that there is not',
    'kernels:\n  - { name: x, machines: [mktm] }\nmachines: [nv]',
    /^plan\.yaml:2: kernel x: no machine "mktm": there are /,
  ],
  [
    'a profile of no machine',
    'kernels:\n  - { name: x, profiles: [v9] }\nmachines: [nv]',
    /^plan\.yaml:2: kernel x: machine nv has none of the profiles v9: it has before, /,
  ],
  [
    'a profile too many',
    'kernels:\n  - { name: x, profiles: [seed, v9] }\nmachines: [nv]',
    /none of its machines has the profile v9/,
  ],
  [
    'a name twice',
    'kernels:\n  - name: x\n  - name: x\nmachines: [nv]',
    /^plan\.yaml:3: kernel x stands in line 2 already/,
  ],
  [
    'an open quote',
    'kernels:\n  - { name: x, subject: "a \'b" }\nmachines: [nv]',
    /^plan\.yaml:2: kernel x: .*quote/,
  ],
  [
    'a name that is no folder',
    'kernels:\n  - { name: ../x }\nmachines: [nv]',
    /^plan\.yaml:2: kernel 1: .*name/,
  ],
  ['no machines', 'kernels:\n  - { name: x }', /^plan\.yaml:2: kernel x: no machines: name them here/],
  ['nothing', '', /^plan\.yaml:1: /],
];

for (const [what, text, message] of WRONG) {
  test(`refused with its line: ${what}`, () => {
    assert.throws(() => jobs(text), { name: 'FileError', message });
  });
}
