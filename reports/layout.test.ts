import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LAYOUT, layoutAround } from './layout';

const folder = mkdtempSync(join(tmpdir(), 'hvspec-layout-'));
after(() => rmSync(folder, { recursive: true }));

test('a source checkout', () => {
  assert.equal(LAYOUT.code, LAYOUT.root);
  assert.equal(LAYOUT.extension, '.ts');
  assert.match(LAYOUT.version, /^\d+\.\d+\.\d+/);
});

test('an installed package, its code in dist/', () => {
  const root = join(folder, 'node_modules', 'hvspec');
  mkdirSync(join(root, 'dist', 'reports'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"name":"hvspec","version":"1.2.3"}');
  assert.deepEqual(layoutAround(join(root, 'dist', 'reports', 'layout.js')), {
    root,
    code: join(root, 'dist'),
    extension: '.js',
    features: join(root, 'features'),
    version: '1.2.3',
  });
});

test("another package's manifest is not ours", () => {
  writeFileSync(join(folder, 'package.json'), '{"name":"other","version":"1.0.0"}');
  assert.throws(() => layoutAround(join(folder, 'reports', 'layout.js')), /no package\.json of hvspec above/);
});
