/** No file imports another in a circle, not even its types: then one can be read after the other. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { LAYOUT } from '../../reports/layout';

const FOLDERS = ['adapters', 'cli', 'model', 'reports', 'steps', 'subjects', 'tools'];

/** Of each source file the others that it imports, relative to the root. */
function importsIn(root: string): ReadonlyMap<string, readonly string[]> {
  const files = FOLDERS.flatMap((folder) =>
    (readdirSync(join(root, folder), { recursive: true }) as string[])
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  const known = new Set(files);
  const targets = (file: string): readonly string[] =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/from '(\.[^']*)'/g)].flatMap(([, path = '']) => {
      const target = normalize(join(dirname(file), path));
      return [`${target}.ts`, join(target, 'index.ts')].filter((name) => known.has(name));
    });
  return new Map(files.map((file) => [file, targets(file)]));
}

/** The first circle that is found, as the files on it; null where there is none. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): readonly string[] | null => {
    const at = way.indexOf(file);
    if (at >= 0) return way.slice(at);
    if (done.has(file)) return null;
    for (const next of imports.get(file) ?? []) {
      const found = walk(next, [...way, file]);
      if (found) return found;
    }
    done.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const found = walk(file, []);
    if (found) return found;
  }
  return null;
}

test('the sources import each other in no circle', () => {
  const imports = importsIn(LAYOUT.root);
  assert.ok(imports.size > 300);
  assert.deepEqual(circleIn(imports), null);
});

test('a circle is found', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ]);
  assert.deepEqual(circleIn(imports), ['b', 'c']);
});
