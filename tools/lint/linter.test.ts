/** The linter of `npm test` looks at types, at comments that allow what nobody does, and at the way of the imports. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LAYOUT } from '../../reports/layout';

const SOURCES = {
  'model/a.ts':
    "import { read } from 'node:fs';\nimport { b } from '../reports/b';\nexport const both = [read, b];\n",
  'reports/b.ts':
    '// oxlint-disable-next-line eqeqeq\nexport const b = async (): Promise<void> => {\n  await 5;\n  b();\n};\n',
  'reports/b.test.ts':
    "import { test } from 'node:test';\nimport { b } from './b';\n\ntest('b', b);\nexport default b;\n",
};

/** The promise that `test` gives is its own to keep. */
const FOUND = [
  'model/a.ts:1: [Error/eslint(no-restricted-imports)]',
  'model/a.ts:2: [Error/eslint(no-restricted-imports)]',
  'reports/b.test.ts:5: [Error/eslint(no-restricted-exports)]',
  'reports/b.ts:1: [Error]',
  'reports/b.ts:3: [Error/typescript(await-thenable)]',
  'reports/b.ts:4: [Error/typescript(no-floating-promises)]',
];

const copy = mkdtempSync(join(tmpdir(), 'hvspec-linter-'));
after(() => {
  rmSync(copy, { recursive: true });
});

test('what is wrong is found', () => {
  for (const name of ['.oxlintrc.jsonc', 'tsconfig.json']) cpSync(join(LAYOUT.root, name), join(copy, name));
  symlinkSync(join(LAYOUT.root, 'node_modules'), join(copy, 'node_modules'));
  for (const [path, text] of Object.entries(SOURCES)) {
    mkdirSync(join(copy, path, '..'), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  const oxlint = join(LAYOUT.root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const { status, stdout } = spawnSync(process.execPath, [oxlint, '--format', 'unix'], {
    cwd: copy,
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => line.includes('.ts:'));
  assert.deepEqual(lines.map((line) => line.replace(/^([^:]*:\d+):.*(?=\[)/, '$1: ')).sort(), FOUND);
  assert.equal(status, 1);
});
