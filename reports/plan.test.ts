import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { casesOf, checkNames, planOf } from './plan';

const folder = mkdtempSync(join(tmpdir(), 'hvspec-plan-'));
const features = join(folder, 'features');
after(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const BASE = 'text: It MUST be so.\n    class: seed\n    level: MUST\n    only: [v6]\n    source: the patch';
write(
  'features/syndbg/requirements.yaml',
  `machine: syndbg\ntree: v6.12\nrequirements:\n  - id: SYNDBG-01\n    ${BASE}\n`,
);
write('features/syndbg/a.feature', '@syndbg @only-v6\nFeature: A\n @syndbg.a\n Example: A\n  Given x\n');
write(
  'features/syndbg/deep/b.feature',
  '@syndbg\nFeature: B\n @syndbg.b\n Example: B\n  Given x\n @syndbg.c\n Example: C\n  Given x\n',
);
write('features/suite/own.feature', '@suite\nFeature: Own\n Example: O\n  Given x\n');
write('elsewhere/d.feature', '@syndbg\nFeature: D\n @syndbg.d\n Example: D\n  Given x\n');

function ids(options: Parameters<typeof planOf>[0]): readonly string[] {
  return planOf({ features, cwd: folder, ...options }).selected.map((entry) => entry.case?.id ?? '');
}

test('all features of the machines, those of the suite left out', () => {
  assert.deepEqual(ids({}), ['syndbg.a', 'syndbg.b', 'syndbg.c']);
  assert.deepEqual(
    [...casesOf(planOf({ features }).book)],
    [
      ['syndbg.a', ['v6']],
      ['syndbg.b', ['v6', 'review', 'upstream']],
      ['syndbg.c', ['v6', 'review', 'upstream']],
    ],
  );
});

test('paths are files, folders and lines, relative to the current folder', () => {
  assert.deepEqual(ids({ paths: ['features/syndbg/a.feature'] }), ['syndbg.a']);
  assert.deepEqual(ids({ paths: ['features/syndbg/deep'] }), ['syndbg.b', 'syndbg.c']);
  assert.deepEqual(
    ids({ paths: ['features/syndbg/deep/b.feature:7', join(features, 'syndbg/a.feature:4')] }),
    ['syndbg.a', 'syndbg.c'],
  );
  assert.deepEqual(ids({ paths: ['elsewhere/d.feature'] }), ['syndbg.d']);
});

test('a path that is not there under the current folder is looked for in the package', () => {
  const { selected, missing } = planOf({ cwd: folder, paths: ['features/syndbg/registers.feature'] });
  assert.ok(selected.length > 0);
  assert.deepEqual(missing, []);
});

test('a path that leads nowhere is a finding', () => {
  mkdirSync(join(folder, 'hollow'), { recursive: true });
  const { missing, selected } = planOf({
    features,
    cwd: folder,
    paths: ['gone.feature', 'hollow', '*.feature:3', 'features/syndbg/requirements.yaml'],
  });
  assert.deepEqual(
    missing.map(({ message }) => message.split(':')[0]),
    ['gone.feature', 'hollow', '*.feature', 'features/syndbg/requirements.yaml'],
  );
  assert.deepEqual(
    missing.map(({ exit }) => exit),
    [3, 3, 3, 3],
  );
  assert.deepEqual(selected, []);
});

test('unknown machines, profiles and folders are refused, with what there is', () => {
  checkNames({ machines: ['syndbg'], profiles: ['v6', 'upstream'] });
  assert.throws(() => checkNames({ machines: ['syndgb'] }), {
    name: 'RangeError',
    message: /^no machine "syndgb" \(perhaps "syndbg"\?\): there are .*syndbg/,
  });
  assert.throws(() => checkNames({ machines: ['syndbg'], profiles: ['upsteam'] }), {
    name: 'RangeError',
    message:
      'no profile "upsteam" (perhaps "upstream"?): there are v6, review, upstream, no-hyperv of syndbg',
  });
  assert.throws(() => planOf({ features: join(folder, 'features/syndbg/a.feature') }), {
    name: 'RangeError',
    message: /no folder .*a\.feature: the features lie in a folder for each machine/,
  });
  assert.throws(() => planOf({ features: join(folder, 'gone') }), {
    name: 'RangeError',
    message: /^no folder .*gone/,
  });
});

test('the digest is that of the features and the catalogues, whatever is selected and wherever they lie', () => {
  const digest = (of = features, more: Parameters<typeof planOf>[0] = {}): string =>
    planOf({ features: of, ...more }).digest;
  const before = digest();
  assert.match(before, /^[0-9a-f]{64}$/);
  assert.equal(digest(features, { tags: '@syndbg.b', shard: { index: 1, total: 2 } }), before);
  const moved = join(folder, 'moved');
  cpSync(features, moved, { recursive: true });
  assert.equal(digest(moved), before);
  for (const [file, from, to] of [
    ['syndbg/a.feature', 'Given x', 'Given y'],
    ['syndbg/requirements.yaml', 'It MUST be so', 'It MUST not'],
  ] as const) {
    const path = join(moved, file);
    const text = readFileSync(path, 'utf8');
    assert.ok(text.includes(from));
    writeFileSync(path, text.replace(from, to));
    assert.notEqual(digest(moved), before, file);
    writeFileSync(path, text);
  }
});

test('a feature that changed, came or went since the last plan is read as it is', () => {
  const changing = join(folder, 'changing');
  cpSync(features, changing, { recursive: true });
  const cases = (): readonly string[] => [...casesOf(planOf({ features: changing }).book).keys()];
  assert.deepEqual(cases(), ['syndbg.a', 'syndbg.b', 'syndbg.c']);
  const path = join(changing, 'syndbg/a.feature');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('@syndbg.a', '@syndbg.z'));
  assert.deepEqual(cases(), ['syndbg.z', 'syndbg.b', 'syndbg.c']);
  writeFileSync(join(changing, 'syndbg/aa.feature'), text);
  assert.deepEqual(cases(), ['syndbg.z', 'syndbg.a', 'syndbg.b', 'syndbg.c']);
  rmSync(path);
  assert.deepEqual(cases(), ['syndbg.a', 'syndbg.b', 'syndbg.c']);
});
