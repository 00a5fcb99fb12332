import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { LAYOUT } from '../../reports/layout';
import { machinesOf, partsFor, testsOf } from './touched';

test('the machines that a change touches', () => {
  const files = ['model/nv/step.ts', 'features/syndbg/exit.feature', 'schemas/heki.schema.json'];
  assert.deepEqual([...machinesOf(files)].sort(), ['heki', 'nv', 'syndbg']);
  assert.deepEqual(machinesOf(['model/core/u64.ts', 'schemas/common.schema.json', 'cli/nv/a.ts']), []);
});

test('the tests that changed, and those that import what changed', () => {
  assert.deepEqual(testsOf(['tools/test/touched.ts']), ['tools/test/touched.test.ts']);
  assert.deepEqual(testsOf(['tools/test/touched.test.ts']), ['tools/test/touched.test.ts']);
  assert.deepEqual(testsOf(['README.md']), []);
});

test('the tests of a file that imports what changed, though they do not themselves', () => {
  const found = testsOf(['reports/layout.ts']);
  assert.ok(found.includes('reports/plan.test.ts'), 'plan.ts imports it');
  assert.ok(!found.includes('reports/selection.test.ts'), 'neither it nor selection.ts does');
});

test('a file that is gone is not looked at, the types always are', () => {
  const [types, ...others] = partsFor(['model/core/gone.ts']);
  assert.deepEqual([types?.name, others], ['types', []]);
  const names = partsFor(['model/nv/step.ts']).map(({ name }) => name);
  for (const name of ['machines and mutants of nv', 'types', 'features', 'lint', 'format'])
    assert.ok(names.includes(name), name);
});

test('a commit that is none ends with exit code 2, and the help with an example', () => {
  const fast = (...words: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, ['-r', './bin/sources.js', 'tools/test-fast.ts', ...words], {
      cwd: LAYOUT.root,
      encoding: 'utf8',
    });
  const { status, stderr } = fast('no-such-commit');
  assert.equal(status, 2);
  assert.match(String(stderr), /cannot tell what changed since "no-such-commit"/);
  assert.match(String(fast('--help').stdout), /\$ npm run test:fast -- main/);
});
