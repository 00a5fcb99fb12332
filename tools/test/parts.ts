/** What `npm test` consists of. */
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { LAYOUT } from '../../reports/layout';
import { mutantBrief, tapBrief } from './brief';
import { mutantCounts, scenarioCounts, tapCounts } from './counts';
import type { Part } from './part';

/** Unit tests by the process that runs them: those that take longest come first, and each waits for something at other times. */
const UNITS = {
  reports: ['reports'],
  adapters: ['adapters'],
  'tools and pages': ['tools', 'site'],
  'commands and boxes': ['cli', 'live'],
  'fuzz and steps': ['fuzz', 'steps'],
} as const;
/** Those whose coverage counts. */
const COVERED = ['model', 'subjects'];
/** Folders with sources and tests. */
const SOURCES = [...Object.values(UNITS).flat(), ...COVERED];
/** Run by `npm run site:test`. */
const NEEDS_A_BROWSER = /^site[\\/]test[\\/]/;
export const TS = ['-r', './bin/sources.js'];

/** For programs in Go, while the other parts keep all cores busy: one thread does least twice, and what is soon over need not clean up. */
const IN_GO = { GOMAXPROCS: '1', GOGC: 'off', GOMEMLIMIT: '2GiB' };

export function unitTests(name: string, files: readonly string[]): Part {
  if (files.length === 0) throw new Error(`there is no *.test.ts file for the ${name}`);
  const argv = [...TS, '--test-reporter=tap', 'tools/test/unit.ts', ...files];
  return { name, argv, count: tapCounts, brief: tapBrief };
}

/** Every test file, relative to the root: Node 20 finds none by itself, and calls that a success. */
export function testFiles(root: string = LAYOUT.root): readonly string[] {
  return SOURCES.flatMap((folder) =>
    (readdirSync(join(root, folder), { recursive: true }) as string[])
      .filter(
        (name) =>
          name.endsWith('.test.ts') &&
          !name.includes('node_modules') &&
          !NEEDS_A_BROWSER.test(join(folder, name)),
      )
      .map((name) => join(folder, name)),
  ).sort();
}

/** The script that a package's command stands for. */
export function bin(name: string, script: string): string {
  return join(LAYOUT.root, 'node_modules', name, script);
}

/**
 * Long ones first: a few run at a time.
 * @param coverage folder for the coverage of the parts that walk through the models and the subjects
 */
export function parts(coverage: string): readonly Part[] {
  const covered = { NODE_V8_COVERAGE: coverage };
  const tests = testFiles();
  const within = (folders: readonly string[]): readonly string[] =>
    tests.filter((file) => folders.includes(file.split(sep)[0] ?? ''));
  return [
    {
      name: 'the suite on itself',
      argv: [bin('@cucumber/cucumber', 'bin/cucumber.js'), '-p', 'suite', '--format', 'progress'],
      count: scenarioCounts,
    },
    ...Object.entries(UNITS).map(([name, folders]) => unitTests(`unit tests of ${name}`, within(folders))),
    {
      name: 'machines and mutants',
      argv: [...TS, 'tools/mutants.ts', '--quick'],
      env: covered,
      count: mutantCounts,
      brief: mutantBrief,
    },
    { ...unitTests('unit tests of models and subjects', within(COVERED)), env: covered },
    { name: 'format', argv: [bin('oxfmt', 'bin/oxfmt'), '--check'] },
    { name: 'lint', argv: [bin('oxlint', 'bin/oxlint'), '--format', 'unix'], env: IN_GO },
    {
      name: 'types',
      // What was right, and depends on nothing that changed, is not looked at again.
      argv: [
        bin('typescript-native', 'bin/tsc'),
        '-p',
        '.',
        '--incremental',
        '--tsBuildInfoFile',
        'node_modules/.cache/types.json',
      ],
      env: IN_GO,
    },
    { name: 'features', argv: [...TS, 'tools/lint-features.ts'] },
    { name: 'generated types', argv: [...TS, 'tools/generate-types.ts', '--check'] },
    { name: 'pictures', argv: [...TS, 'tools/pictures.ts', '--check'] },
    { name: 'readme', argv: [...TS, 'tools/readme.ts', '--check'] },
    {
      name: 'coverage',
      argv: [
        bin('c8', 'bin/c8.js'),
        'report',
        '--temp-directory',
        coverage,
        '--reporter',
        'text-summary',
        '--reporter',
        'text',
        '--all',
        '--src',
        '.',
        ...COVERED.flatMap((folder) => ['--include', `${folder}/**`]),
        '--exclude',
        '**/*.test.ts',
        '--exclude',
        '**/testing/**',
        '--exclude',
        '**/*types.ts',
        '--check-coverage',
        '--lines',
        '95',
        '--branches',
        '90',
        '--functions',
        '0',
        '--statements',
        '0',
      ],
      after: ['unit tests of models and subjects', 'machines and mutants'],
    },
  ];
}
