/** Every schema has examples that it accepts and examples that it refuses, and does so. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fixtureLines } from '../subjects/fixtures';
import { checkOf, schemaNames } from '../subjects/validate';
import { LAYOUT } from './layout';

/** Definitions of a schema that only gathers them (`{op: …, outcome: …}`), or null where it is one thing. */
function gathered(name: string): readonly string[] | null {
  const text = readFileSync(join(LAYOUT.root, 'schemas', `${name}.schema.json`), 'utf8');
  const { properties = {} } = JSON.parse(text) as { properties?: Record<string, { $ref?: string }> };
  const entries = Object.entries(properties);
  const gathers = entries.length > 0 && entries.every(([key, { $ref }]) => $ref === `#/$defs/${key}`);
  return gathers ? entries.map(([key]) => key) : null;
}

/** What is wrong with a fixture, or null. Of a schema that gathers, it is `{<definition>: <value>}`. */
function judge(name: string, value: unknown): string | null {
  const definitions = gathered(name);
  if (!definitions) return checkOf(name)(value);
  const [[key, part] = ['', null], ...more] = Object.entries(value as object) as [string, unknown][];
  assert.ok(
    definitions.includes(key) && more.length === 0,
    `a fixture of ${name} has one member of ${definitions.join(', ')}`,
  );
  return checkOf(name, key)(part);
}

for (const name of schemaNames()) {
  for (const kind of ['good', 'bad'] as const) {
    const lines = fixtureLines(name, kind);
    test(`schema ${name} has ${kind} fixtures, each with a name of its own`, () => {
      assert.ok(lines.length > 0, `there are none in schemas/fixtures/${name}/${kind}.ndjson`);
      assert.equal(new Set(lines.map((line) => line.name)).size, lines.length);
    });
    for (const line of lines) {
      test(`schema ${name}: ${kind}/${line.name}`, () => {
        const wrong = judge(name, line.value);
        if (kind === 'good') assert.equal(wrong, null);
        else assert.ok(wrong !== null && wrong.length > 10, 'it is accepted');
      });
    }
  }
}
