import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020';
import { version } from 'ajv/package.json';
import { keptCheck } from './kept-check';

const KIND = `test-${process.pid}`;
after(() => {
  const folder = `hvspec-check-${KIND}-ajv-${version}`;
  rmSync(join(__dirname, '..', 'node_modules', '.cache', folder), { recursive: true, force: true });
});

let compiled = 0;

/** The check of a schema, and whether ajv had to compile it. */
function ask(schema: object): { readonly check: (value: unknown) => boolean; readonly anew: boolean } {
  const before = compiled;
  const check = keptCheck(KIND, [JSON.stringify(schema)], () => {
    compiled += 1;
    const ajv = new Ajv2020({ code: { source: true } });
    return { ajv, valid: ajv.compile(schema) };
  });
  return { check, anew: compiled > before };
}

// Lengths are counted by a function of ajv's own, which the code loads.
const SHORT = { type: 'string', maxLength: 2 };
const LONG = { type: 'string', maxLength: 3 };

test('what was kept judges as what was compiled, and is not compiled again', () => {
  const [first, second] = [ask(SHORT), ask(SHORT)];
  assert.deepEqual([first.anew, second.anew], [true, false]);
  for (const { check } of [first, second])
    assert.deepEqual(['ab', 'abc', '😀😀', 5].map(check), [true, false, true, false]);
});

test('a schema that changed is compiled', () => {
  ask(SHORT);
  const { check, anew } = ask(LONG);
  assert.ok(anew && check('abc') && !ask(SHORT).check('abc'));
});
