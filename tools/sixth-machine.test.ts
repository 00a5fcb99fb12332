/** A new machine is a folder in each place and one line in model/machines.ts: a sixth one is added to a copy, and run. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { LAYOUT } from '../reports/layout';
import { LAMP_FILES } from './testing/lamp';

const copy = mkdtempSync(join(tmpdir(), 'hvspec-sixth-'));
after(() => {
  rmSync(copy, { recursive: true });
});

/** What a run reads; the recordings are none of it. */
const COPIED = [
  'bin',
  'cli',
  'features',
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

for (const name of COPIED) cpSync(join(LAYOUT.root, name), join(copy, name), { recursive: true });
symlinkSync(join(LAYOUT.root, 'node_modules'), join(copy, 'node_modules'));
for (const [path, text] of Object.entries(LAMP_FILES)) {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}
const list = join(copy, 'model', 'machines.ts');
writeFileSync(
  list,
  readFileSync(list, 'utf8')
    .replace('\nimport type', "\nimport { LAMP } from './lamp';\nimport type")
    .replace('[SYNDBG,', '[LAMP, SYNDBG,'),
);

function node(...argv: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: copy, encoding: 'utf8' });
  return { status, text: `${stdout}\n${stderr}` };
}

test('a sixth machine runs, in its profiles, with its phrases', () => {
  const { status, text } = node('bin/hvspec.js', 'run', '--machine', 'lamp');
  assert.match(text, /reference model \S+ conforms: 7 pass/, text);
  assert.equal(status, 0);
});

test('its mutants die, each by its requirement', () => {
  const { status, text } = node(
    '-r',
    'ts-node/register/transpile-only',
    'tools/mutants.ts',
    '--quick',
    'lamp',
  );
  assert.match(text, /lamp: 3 of 3 mutants dead, 0 idle cases/, text);
  assert.equal(status, 0);
});

test('its phrases get a page, and its features are linted as a document', () => {
  assert.equal(node('-r', 'ts-node/register/transpile-only', 'tools/phrases.ts').status, 0);
  const { text } = node('-r', 'ts-node/register/transpile-only', 'tools/lint-features.ts', 'lamp');
  assert.deepEqual(
    text.split('\n').filter((line) => line.includes('lamp')),
    [],
    text,
  );
});
