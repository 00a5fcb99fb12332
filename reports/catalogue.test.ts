import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MACHINES, machineOf } from '../model/machines';
import { catalogueFile, catalogueOf, loadCatalogue, loadCatalogues } from './catalogue';
import { LAYOUT } from './layout';
import { FileError, parseYaml } from './yaml';

const SYNDBG = machineOf('syndbg');
const GOOD = `machine: syndbg
tree: v6.12
requirements:
  - id: SYNDBG-01
    text: Each register MUST be 0 in a new VM.
    class: seed
    level: MUST
    since: [v6]
    until: [review]
    source: the patch as posted
  - id: SYNDBG-02
    text: The values MUST belong to the VM.
    class: seed
    level: SHOULD
    only: [v6]
    source: the patch as posted
    excluded:
      reason: not-observable
      why: nothing of it shows in an operation
`;

function load(text: string): ReturnType<typeof catalogueOf> {
  return catalogueOf(parseYaml(text, 'x.yaml'), SYNDBG);
}

function refused(from: string, to: string): string {
  assert.ok(GOOD.includes(from));
  try {
    load(GOOD.replace(from, to));
  } catch (error) {
    assert.ok(error instanceof FileError, String(error));
    return error.message;
  }
  return assert.fail(`"${to}" was accepted`);
}

test('a catalogue is read as it stands', () => {
  const { machine, requirements } = load(GOOD);
  assert.equal(machine, 'syndbg');
  assert.deepEqual(
    requirements.map(({ id, level, profiles, excluded }) => [id, level, profiles, excluded?.reason]),
    [
      ['SYNDBG-01', 'MUST', ['v6', 'upstream'], undefined],
      ['SYNDBG-02', 'SHOULD', ['v6'], 'not-observable'],
    ],
  );
});

test('every error names the file, the line and what is allowed', () => {
  assert.match(refused('SYNDBG-02', 'SYNDBG-01'), /^x\.yaml:11: id SYNDBG-01 stands in line 4 already/);
  assert.match(
    refused('SYNDBG-02', 'NV-02'),
    /^x\.yaml:11: id NV-02 is not one of syndbg: it must start with SYNDBG-/,
  );
  assert.match(
    refused('only: [v6]', 'only: [v7]'),
    /^x\.yaml:11: SYNDBG-02: .* no profile "v7" \(perhaps "v6"\?\): it has v6, review, upstream/,
  );
  assert.match(
    refused('    only: [v6]\n', ''),
    /^x\.yaml:11: SYNDBG-02: it holds since no profile: say since which, of v6, review, upstream, no-hyperv$/,
  );
  assert.match(refused('only: [v6]', 'since: [v6, v6]'), /^x\.yaml:11: requirement SYNDBG-02: since /);
  assert.match(
    refused('    only: [v6]', '    since: [upstream]\n    until: [upstream]'),
    /^x\.yaml:11: SYNDBG-02: it begins and ends with upstream$/,
  );
  assert.match(refused('level: SHOULD', 'level: MUSTN'), /^x\.yaml:11: requirement SYNDBG-02: level .*MUST/);
  assert.match(refused('level: MUST', 'levle: MUST'), /^x\.yaml:4: requirement SYNDBG-01: .*level/);
  assert.match(
    refused('machine: syndbg', 'machine: nv'),
    /^x\.yaml:1: machine is "nv": this folder is that of syndbg/,
  );
  assert.match(refused('machine: syndbg', 'machina: syndbg'), /^x\.yaml:1: /);
  assert.match(refused('reason: not-observable', 'reason: too hard'), /^x\.yaml:11: .*not-observable/);
});

test('YAML that can be read in two ways is refused', () => {
  assert.match(refused('    level: MUST\n', '    level: MUST\n    level: MAY\n'), /^x\.yaml:8: .*unique/);
  assert.match(refused('  - id: SYNDBG-02', '  - id: SYNDBG-02: x'), /^x\.yaml:11: /);
  assert.match(refused('machine: syndbg', '\tmachine: syndbg'), /^x\.yaml:1: /);
  assert.throws(() => load(''), { name: 'FileError', message: /^x\.yaml:1: it is null/ });
});

test('an alias is refused: a few lines of them can hold more than memory does', () => {
  const twice = GOOD.replace('since: [v6]', 'since: &a [v6]').replace('only: [v6]', 'only: *a');
  assert.throws(() => load(twice), { name: 'FileError', message: /^x\.yaml:15: aliases/ });
});

test('a file that is not there says so', () => {
  assert.throws(() => loadCatalogue('/nowhere/x.yaml', SYNDBG), {
    name: 'FileError',
    message: '/nowhere/x.yaml: the file cannot be read (ENOENT)',
  });
});

test('the catalogues of the project are sound, one for each machine', () => {
  const catalogues = loadCatalogues(LAYOUT.features);
  assert.deepEqual(
    catalogues.map(({ machine }) => machine),
    MACHINES.map(({ name }) => name),
  );
  for (const { machine, requirements } of catalogues) {
    assert.ok(existsSync(join(LAYOUT.features, machine, 'requirements.yaml')));
    assert.ok(requirements.length > 0);
  }
});

test("a folder of somebody's own is judged by its own catalogue, or by the package's", () => {
  const own = mkdtempSync(join(tmpdir(), 'own-'));
  try {
    const packages = join(LAYOUT.features, 'syndbg', 'requirements.yaml');
    mkdirSync(join(own, 'syndbg'));
    assert.equal(catalogueFile(SYNDBG, own), packages);
    const [borrowed, ...others] = loadCatalogues(own);
    assert.deepEqual(others, []);
    assert.deepEqual(borrowed, loadCatalogue(packages, SYNDBG));
    writeFileSync(join(own, 'syndbg', 'requirements.yaml'), GOOD);
    assert.deepEqual(
      loadCatalogues(own)[0]?.requirements.map(({ id }) => id),
      ['SYNDBG-01', 'SYNDBG-02'],
    );
  } finally {
    rmSync(own, { recursive: true });
  }
});
