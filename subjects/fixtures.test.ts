/** What makes the fixtures of the protocol and of SynDbg good ones: complete, and each bad one bad in one way. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { differences } from '../model/core/compare';
import { fixtures } from './fixtures';
import { checkOf } from './validate';

const SCHEMAS = ['protocol', 'shstk', 'syndbg'];

for (const schema of SCHEMAS) {
  const good = fixtures(schema, 'good');
  for (const { name, definition, value } of fixtures(schema, 'bad')) {
    test(`${schema}: bad/${name} is one change away from a good one, and the sentence is about it`, () => {
      const distances = good
        .filter((one) => one.definition === definition)
        .map((one) => differences(one.value, value))
        .sort((a, b) => a.length - b.length);
      const [nearest] = distances;
      assert.equal(nearest?.length, 1, JSON.stringify(nearest));
      const changed =
        nearest?.[0]?.path
          .split('.')
          .filter((key) => !/^\d+$/.test(key))
          .at(-1) ?? '';
      const sentence = checkOf(schema, definition)(value) ?? '';
      assert.ok(sentence.includes(changed), `"${sentence}" does not speak of "${changed}"`);
    });
  }
  test(`${schema}: every alternative of the schema has a good fixture`, () => {
    const text = readFileSync(join(__dirname, '..', 'schemas', `${schema}.schema.json`), 'utf8');
    const wanted = [...text.matchAll(/"const": "?([^"} ]+)"? \}/g)].map(([, constant]) => constant);
    const seen = JSON.stringify(good.map(({ value }) => value));
    const missing = wanted.filter((constant) => !new RegExp(`[":]${constant}[",}]`).test(seen));
    assert.ok(wanted.length > 5);
    assert.deepEqual(missing, []);
  });
}
