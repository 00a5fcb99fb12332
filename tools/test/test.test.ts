import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { mutantBrief, tapBrief } from './brief';
import { mutantCounts, scenarioCounts, tapCounts } from './counts';
import type { Ended } from './part';
import { judged, runPart } from './part';
import { parts, testFiles, unitTests } from './parts';
import { pathOfPython } from './python';

function printed(stdout: string, code = 0): Ended {
  return { code, stdout, stderr: '', late: false };
}

const TAP = `TAP version 13
# Subtest: a
not ok 1 - a
  ---
  error: 'no'
  ...
# Subtest: b
ok 2 - b
  ---
  ...
1..2
# tests 4
# pass 1
# fail 1
# cancelled 1
# skipped 0
# todo 1
`;

test('unit tests', () => {
  assert.deepEqual(tapCounts(printed(TAP)), { passed: 1, failed: 2, skipped: 1 });
  assert.equal(tapCounts(printed('Error: no such file')), null);
  assert.equal(tapBrief(printed(TAP)), "not ok 1 - a\n  ---\n  error: 'no'\n  ...");
});

test('scenarios: only what passed has passed', () => {
  const text = '...\n\n9 scenarios (1 failed, 2 undefined, 1 skipped, 5 passed)\n20 steps (20 passed)\n';
  assert.deepEqual(scenarioCounts(printed(text)), { passed: 5, failed: 3, skipped: 1 });
  assert.deepEqual(scenarioCounts(printed('1 scenario (1 passed)\n')), { passed: 1, failed: 0, skipped: 0 });
  assert.equal(scenarioCounts(printed('0 scenarios\n0 steps\n')), null);
});

test('mutants: the living and the idle cases have failed, and so has what is no pass on the reference', () => {
  const matrix = 'syndbg: 8 of 10 mutants dead, 1 idle cases\n\nnv: 3 of 3 mutants dead, 0 idle cases\n';
  const green = `${matrix}\nreference model 1 conforms: 5 pass, 2 inapplicable (seed 7, exit 0)\n`;
  assert.deepEqual(mutantCounts(printed(green)), { passed: 16, failed: 3, skipped: 2 });
  const red = `${matrix}\nreference model 1 does not conform: 4 pass, 1 fail, 1 inconclusive, 1 untestable, 2 error (seed 7, exit 2)\n`;
  assert.deepEqual(mutantCounts(printed(red)), { passed: 15, failed: 8, skipped: 0 });
  assert.equal(mutantCounts(printed(matrix)), null);
  assert.equal(mutantCounts(printed('')), null);
});

test('mutants: all is said but the matrices', () => {
  const text = 'nv: 2 mutants\n┌──┐\n│ a │\n└──┘\n  mutant b survives\nnv: 1 of 2 mutants dead\n';
  assert.equal(mutantBrief(printed(text)), 'nv: 2 mutants\n  mutant b survives\nnv: 1 of 2 mutants dead');
});

test('a command that counts nothing, or fails though all passed, has failed', () => {
  const count = scenarioCounts;
  assert.deepEqual(judged({ count }, printed('')), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(judged({ count }, printed('1 scenario (1 passed)', 1)), {
    passed: 1,
    failed: 1,
    skipped: 0,
  });
  assert.deepEqual(judged({ count }, printed('2 scenarios (1 failed, 1 passed)', 1)), {
    passed: 1,
    failed: 1,
    skipped: 0,
  });
  assert.deepEqual(judged({}, printed('', 0)), { passed: 0, failed: 0, skipped: 0 });
  assert.deepEqual(judged({}, printed('', 1)), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(judged({}, { ...printed(''), code: null }), { passed: 0, failed: 1, skipped: 0 });
});

test('a part is run, and what it said is kept where it failed', async () => {
  const good = await runPart({ name: 'good', argv: ['-e', 'console.log(1)'] });
  assert.deepEqual([good.passed, good.failed, good.text, good.late], [0, 0, '', false]);
  const bad = await runPart({
    name: 'bad',
    argv: ['-e', 'console.log(process.env.X); process.exit(3)'],
    env: { X: 'said' },
  });
  assert.deepEqual([bad.passed, bad.failed, bad.text], [0, 1, 'said']);
});

test('an error in a test that nobody catches is a failure, and is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unit-tests-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'leaks.test.js');
  writeFileSync(
    file,
    `const { test } = require('node:test');
test('a', async () => {
  void Promise.reject(new Error('forgotten'));
  await new Promise((resolve) => setTimeout(resolve, 20));
});\n`,
  );
  const { passed, failed, text } = await runPart(unitTests('leaks', [file]));
  assert.equal(passed + failed, 2);
  assert.equal(failed, 1);
  assert.match(text, /forgotten/);
});

test('python3 is found where it is, without what is installed; without one the path stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-test-'));
  after(() => rmSync(folder, { recursive: true }));
  const [first = ''] = pathOfPython(process.env['PATH'] ?? '', folder).split(delimiter);
  const asked = 'import sys; print(any(path.endswith("-packages") for path in sys.path))';
  assert.equal(spawnSync(join(first, 'python3'), ['-c', asked], { encoding: 'utf8' }).stdout, 'False\n');
  const before = process.env['PATH'];
  process.env['PATH'] = '';
  try {
    assert.equal(pathOfPython('/nowhere', folder), '/nowhere');
  } finally {
    process.env['PATH'] = before;
  }
});

test('test files are found in every folder of sources, and none means failure', () => {
  const files = testFiles();
  for (const folder of ['cli', 'fuzz', 'live', 'reports', 'site', 'subjects', 'tools'])
    assert.ok(
      files.some((file) => file.startsWith(folder)),
      folder,
    );
  const empty = mkdtempSync(join(tmpdir(), 'hvspec-test-'));
  after(() => rmSync(empty, { recursive: true }));
  for (const folder of [
    'adapters',
    'cli',
    'fuzz',
    'live',
    'model',
    'reports',
    'site',
    'steps',
    'subjects',
    'tools',
  ])
    mkdirSync(join(empty, folder));
  assert.deepEqual(testFiles(empty), []);
  writeFileSync(join(empty, 'cli', 'x.test.ts'), '');
  mkdirSync(join(empty, 'site/test'), { recursive: true });
  writeFileSync(join(empty, 'site/test', 'browser.test.ts'), '');
  assert.deepEqual(testFiles(empty), [join('cli', 'x.test.ts')]);
});

test('each part has a name of its own, and waits for parts that there are', () => {
  const all = parts('coverage');
  const names = all.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { after: before = [] } of all) for (const name of before) assert.ok(names.includes(name), name);
});
