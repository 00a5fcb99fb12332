/**
 * What it costs to grow: a new machine is a folder in each place and one line in model/machines.ts, one more kernel a few
 * lines and no tag. Both are added to a copy, and run.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { LAYOUT } from '../reports/layout';
import { LAMP_FILES } from './testing/lamp';

const copy = mkdtempSync(join(tmpdir(), 'hvspec-growth-'));
after(() => {
  rmSync(copy, { recursive: true });
});

/** What a run reads; the recordings are none of it. */
const COPIED = [
  'adapters/testing',
  'bin',
  'cli',
  'features',
  'fuzz',
  'live',
  'model',
  'reports',
  'schemas',
  'steps',
  'subjects',
  'tools',
  'package.json',
  'tsconfig.json',
  'cucumber.js',
];

/** Of the features those that are run here, and those of the suite itself; no tests. The others are only read, again and again. */
function isWanted(file: string): boolean {
  if (file.endsWith('.feature')) return ['syndbg', 'suite'].includes(basename(dirname(file)));
  return !file.endsWith('.test.ts');
}

for (const name of COPIED)
  cpSync(join(LAYOUT.root, name), join(copy, name), { recursive: true, filter: isWanted });
symlinkSync(join(LAYOUT.root, 'node_modules'), join(copy, 'node_modules'));
for (const [path, text] of Object.entries(LAMP_FILES)) {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}
edit('model/machines.ts', [
  ['\nimport type', "\nimport { LAMP } from './lamp';\nimport type"],
  ['[SYNDBG,', '[LAMP, SYNDBG,'],
]);
/** A kernel that lets a VM have more virtual processors, which is all that is new in it. */
const KERNEL = edit('model/syndbg/profiles.ts', [
  [
    'const SETS = [',
    `export const LATER: Rules = {
  ...UPSTREAM,
  profile: '7.3',
  offered: (vm, bare) => UPSTREAM.offered(vm, bare).map((one) => (one.function === 0x40000005n ? { ...one, eax: 0x2000n } : one)),
};
const SETS = [LATER, `,
  ],
]);
const PLACE = edit('model/syndbg/index.ts', [
  ["V6 } from './profiles';", "V6, LATER } from './profiles';"],
  [
    '  ],\n  mutants: MUTANTS,',
    "    profile(LATER, 'what Linux 7.3 changed', { extends: 'upstream', kernels: 'Linux 7.3' }),\n  ],\n  mutants: MUTANTS,",
  ],
]);

/** Exchanges texts in a file of the copy; how many lines were changed or are new. */
function edit(path: string, exchanges: readonly (readonly [string, string])[]): number {
  const file = join(copy, path);
  const before = readFileSync(file, 'utf8');
  for (const [from] of exchanges) assert.ok(before.includes(from), `${path} has no ${from}`);
  const text = exchanges.reduce((whole, [from, to]) => whole.replace(from, to), before);
  writeFileSync(file, text);
  const known = new Set(before.split('\n'));
  return text.split('\n').filter((line) => !known.has(line)).length;
}

function node(...argv: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: copy, encoding: 'utf8' });
  return { status, text: `${stdout}\n${stderr}` };
}

let ran: ReturnType<typeof node> | null = null;

/** The new machine and the new kernel in one run. That a property is run is the question here, and not how often. */
function whole(): ReturnType<typeof node> {
  ran ??= node('bin/hvspec.js', 'run', '--runs', '40', '-m', 'lamp,syndbg', '-p', 'v1,v2,7.3,upstream');
  return ran;
}

function passed(machine: string, profile: string): string | undefined {
  return new RegExp(`${machine} +│ ${profile} +│ +(\\d+) │ +0 │`).exec(whole().text)?.[1];
}

test('a sixth machine runs, in its profiles, with its phrases', () => {
  const { status, text } = whole();
  assert.match(text, /reference model \S+ conforms: \d+ pass/, text);
  assert.equal(status, 0);
  assert.equal(Number(passed('lamp', 'v1')) + Number(passed('lamp', 'v2')), 7, text);
});

test('its mutants die, each by its requirement', () => {
  const { status, text } = node('-r', './bin/sources.js', 'tools/mutants.ts', '--quick', 'lamp');
  assert.match(text, /lamp: 3 of 3 mutants dead, 0 idle cases/, text);
  assert.equal(status, 0);
});

test('its phrases get a page, and its features are linted as a document', () => {
  assert.equal(node('-r', './bin/sources.js', 'tools/phrases.ts').status, 0);
  const { text } = node('-r', './bin/sources.js', 'tools/lint-features.ts', 'lamp');
  assert.deepEqual(
    text.split('\n').filter((line) => line.includes('lamp')),
    [],
    text,
  );
});

test('one more kernel with one difference is at most ten lines, and has all cases of the one that it extends', () => {
  assert.ok(KERNEL + PLACE <= 10, `${KERNEL + PLACE} lines`);
  const { status, text } = whole();
  assert.equal(status, 0, text);
  assert.ok(Number(passed('syndbg', '7.3')) > 100, text);
  assert.equal(passed('syndbg', '7.3'), passed('syndbg', 'upstream'));
});
