/** What of `npm test` tells soon whether a small change is sound. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { MACHINES } from '../../model/machines';
import { LAYOUT } from '../../reports/layout';
import { mutantBrief } from './brief';
import { mutantCounts } from './counts';
import type { Part } from './part';
import { bin, testFiles, TS, unitTests } from './parts';

/** The machines whose features, model, phrases or schema are among the files. */
export function machinesOf(files: readonly string[]): readonly string[] {
  return MACHINES.map(({ name }) => name).filter(
    (name) =>
      files.some((file) => /^(features|model|steps)\//.test(file) && file.split('/')[1] === name) ||
      files.includes(`schemas/${name}.schema.json`),
  );
}

/**
 * The test files that changed, those that import what changed, and those of a file that does.
 * @param files relative to the root, as all paths here
 */
export function testsOf(files: readonly string[], root: string = LAYOUT.root): readonly string[] {
  const changed = new Set(files);
  return testFiles(root).filter((test) => {
    const tested = test.replace(/\.test\.ts$/, '.ts');
    const imports = [test, tested].flatMap((file) => importsOf(root, file));
    return changed.has(test) || imports.some((file) => changed.has(file));
  });
}

/** The files that one may import by its names for them; none where it is not there. */
function importsOf(root: string, file: string): readonly string[] {
  const path = join(root, file);
  if (!existsSync(path)) return [];
  return [...readFileSync(path, 'utf8').matchAll(/from '(\.[^']*)'/g)].flatMap(([, name = '']) => {
    const target = normalize(join(dirname(file), name));
    return [`${target}.ts`, `${target}/index.ts`];
  });
}

/** The types, and of the rest what the files touch. @param files that changed, relative to the root */
export function partsFor(files: readonly string[]): readonly Part[] {
  const there = files.filter((file) => existsSync(join(LAYOUT.root, file)));
  const [machines, tests] = [machinesOf(files), testsOf(files)];
  const sources = there.filter((file) => file.endsWith('.ts'));
  const parts: (Part | false)[] = [
    machines.length > 0 && {
      name: `machines and mutants of ${machines.join(', ')}`,
      argv: [...TS, 'tools/mutants.ts', '--quick', ...machines],
      count: mutantCounts,
      brief: mutantBrief,
    },
    { name: 'types', argv: [bin('typescript-native', 'bin/tsc'), '-p', '.'] },
    tests.length > 0 && unitTests('unit tests', tests),
    machines.length > 0 && { name: 'features', argv: [...TS, 'tools/lint-features.ts', ...machines] },
    sources.length > 0 && {
      name: 'lint',
      argv: [bin('oxlint', 'bin/oxlint'), '--format', 'unix', '--no-error-on-unmatched-pattern', ...sources],
    },
    there.length > 0 && {
      name: 'format',
      argv: [bin('oxfmt', 'bin/oxfmt'), '--check', '--no-error-on-unmatched-pattern', ...there],
    },
  ];
  return parts.filter((part) => part !== false);
}
