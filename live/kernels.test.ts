import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { machineOf } from '../model/machines';
import { LAYOUT } from '../reports/layout';
import { parseYaml } from '../reports/yaml';
import { completeChoices } from '../model/core/machine';
import { kernelsOf, leftOutOn, loadKernels, mistaken, rowOf, tagsOf } from './kernels';

const ROW = {
  machine: 'syndbg',
  debian: '6.12',
  suites: ['trixie'],
  profile: 'upstream',
  choices: { sysfd_get: 'count1' },
};
const OFFER = { machine: 'syndbg', profile: 'upstream', capabilities: [], choices: { sysfd_get: 'count1' } };

function described(...machines: readonly (typeof OFFER)[]): Parameters<typeof mistaken>[1] {
  return { name: 'KVM', version: '1', machines };
}

test('every kernel asks for a profile and for choices that its machine has', () => {
  const rows = loadKernels();
  assert.ok(rows.length >= 6);
  for (const { machine, profile, choices = {} } of rows) {
    const found = machineOf(machine).profiles.find(({ name }) => name === profile);
    assert.ok(found, `${machine} has no profile ${profile}`);
    for (const [name, value] of Object.entries(choices)) {
      assert.ok(
        Object.hasOwn(completeChoices(found, {}), name),
        `${machine}/${profile} has no choice ${name}`,
      );
      assert.ok(found.choices[name]?.includes(value), `${name} is never ${value}`);
    }
  }
});

test('what is not run on a kernel is a case of its machine', () => {
  for (const { machine, excluded = [] } of loadKernels()) {
    const folder = join(LAYOUT.features, machine);
    const features = readdirSync(folder).filter((name) => name.endsWith('.feature'));
    const text = features.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    const tags = new Set(text.match(/@[a-z0-9.-]+(?=\s)/g));
    for (const name of excluded.flatMap(({ cases }) => cases)) assert.ok(tags.has(`@${name}`), name);
  }
});

test('the cases that are left out are told apart by their tags', () => {
  assert.equal(tagsOf(ROW), undefined);
  const excluded = [
    { why: 'No handler is told of it.', cases: ['shstk.a', 'shstk.b'] },
    { why: 'The emulator does it wrongly.', cases: ['shstk.c'] },
  ];
  assert.equal(tagsOf({ ...ROW, excluded }), 'not (@shstk.a or @shstk.b or @shstk.c)');
});

test('what is left out on a release is what its row says, and nothing where there is none', () => {
  const excluded = [
    { why: 'It ends the host.', see: 'recordings/FOUND.md#a', cases: ['syndbg.a'] },
    { why: 'No handler is told of it.', cases: ['syndbg.b'] },
  ];
  const rows = [{ ...ROW, excluded }];
  assert.deepEqual(leftOutOn(rows, 'syndbg', '6.12.117+deb13-amd64, kvm_amd'), [
    excluded[0],
    { ...excluded[1], see: null },
  ]);
  for (const release of ['6.1.0-50-amd64', 'Heki v1', 'x 6.12.1', '']) {
    assert.deepEqual(leftOutOn(rows, 'syndbg', release), [], release);
  }
  assert.deepEqual(leftOutOn(rows, 'nv', '6.12.117'), []);
});

const YAML = (kernel: string): string =>
  `kernels:\n  - { machine: syndbg, debian: '6.1', suites: [bookworm], profile: upstream }\n  - ${kernel}\n`;

for (const [name, kernel, message] of [
  [
    'a version that is a number',
    '{ machine: syndbg, debian: 6.12, suites: [trixie], profile: upstream }',
    /^k.yaml:3: kernel 2: .*debian/,
  ],
  [
    'a machine that no box holds',
    "{ machine: heki, debian: '6.12', suites: [trixie], profile: seed }",
    /^k.yaml:3: heki cannot be put into a box: syndbg, nv, shstk can/,
  ],
  [
    'a kernel that stands there twice',
    "{ machine: syndbg, debian: '6.1', suites: [sid], profile: upstream }",
    /^k.yaml:3: syndbg on 6.1 stands in line 2 already/,
  ],
] as const) {
  test(`${name} is an error with its line`, () => {
    assert.throws(() => kernelsOf(parseYaml(YAML(kernel), 'k.yaml')), { name: 'FileError', message });
  });
}

test('a whole version is found under its series', () => {
  const rows = [ROW, { ...ROW, debian: '7.2' }];
  assert.equal(rowOf(rows, 'syndbg', '6.12.117'), ROW);
  assert.equal(rowOf(rows, 'syndbg', '6.12'), ROW);
  assert.equal(rowOf(rows, 'syndbg', '6.1'), null);
  assert.equal(rowOf(rows, 'nv', '6.12'), null);
});

test('a kernel that is as it must be has no mistake', () => {
  assert.equal(mistaken(ROW, described(OFFER)), null);
});

test('another choice, and another profile, are a mistake', () => {
  const other = described({ ...OFFER, choices: { sysfd_get: 'count0' } });
  assert.equal(mistaken(ROW, other), 'its sysfd_get must be count1, and was found to be count0');
  const without = described({ ...OFFER, profile: 'no-hyperv' });
  assert.equal(mistaken(ROW, without), 'it must offer syndbg/upstream, and offers syndbg/no-hyperv');
});
