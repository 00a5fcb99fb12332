import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LAYOUT } from '../../reports/layout';
import { instrument } from './instrument';
import type { Edit } from './instrument';
import { typesOf } from './type-check';

const CODE = readFileSync(join(LAYOUT.root, 'model/nv/serror.ts'), 'utf8');

function edit(original: string, wrong: string): Edit {
  const start = CODE.indexOf(original);
  assert.ok(start >= 0, original);
  return { file: 'serror.ts', start, end: start + original.length, wrong };
}

test('the compiler refuses a member that is missing, and takes another number', () => {
  const refuses = typesOf(
    'nv',
    new Map([
      [1, edit('{ iss, delegated: true }', '{ iss }')],
      [2, edit('0x180n', '0x180n + 1n')],
    ]),
  );
  assert.deepEqual([refuses(1), refuses(2)], [true, false]);
  assert.throws(() => refuses(3), RangeError);
});

test('of what makes no sense only that all makes none is a mutant, and a look whether something is there is none', () => {
  const source =
    "vcpuOf(c);\nif (n < 0 || n > 9) {\n  throw new Misuse('no');\n}\nif (n < 0) {\n  count(n);\n}\n";
  const { mutations } = instrument('some.ts', source, 1);
  assert.deepEqual(
    mutations.filter(({ line }) => line <= 4).map(({ kind, wrong }) => [kind, wrong]),
    [['condition', 'true']],
  );
  assert.ok(mutations.some(({ line, kind }) => line === 5 && kind === 'comparison'));
});
