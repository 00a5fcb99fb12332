import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MACHINES, machineOf } from '../../model/machines';
import { catalogueFile, catalogueOf } from '../../reports/catalogue';
import { LAYOUT } from '../../reports/layout';
import { catalogueFor } from '../../reports/law';
import { parseYaml } from '../../reports/yaml';
import type { NewCase } from './case';
import { levelOf, nextId, withMutant, withRow, withRule } from './case';

const ONE: NewCase = {
  id: 'SYNDBG-999',
  text: "A guest's write MUST exit.",
  source: 'a.b-c@d.org (v6 3/5)',
  class: 'seed',
  level: 'MUST',
  since: 'upstream',
  slug: 'exits-once',
};

test('the level is that of the verb', () => {
  assert.deepEqual(['It MUST be.', 'It SHOULD be.', 'It MAY be.', 'It was.'].map(levelOf), [
    'MUST',
    'SHOULD',
    'MAY',
    'SEEN',
  ]);
});

test('a row at the end is a requirement like the others, quotes and all', () => {
  const machine = machineOf('syndbg');
  const file = catalogueFile(machine, LAYOUT.features);
  const { requirements } = catalogueOf(parseYaml(withRow(readFileSync(file, 'utf8'), ONE), file), machine);
  const { id, text, profiles } = requirements.at(-1) ?? {};
  assert.deepEqual([id, text, profiles], ['SYNDBG-999', ONE.text, ['upstream']]);
  assert.equal(requirements.length, catalogueFor(machine).requirements.length + 1);
});

test('the Rule has the sentence and its source, the Example an id', () => {
  const machine = machineOf('syndbg');
  const row = { ...ONE, class: 'seed', level: 'MUST', since: ['upstream'], profiles: ['upstream'] } as const;
  const feature = '@syndbg\nFeature: F\n\n  Example: old\n    Then it succeeds\n';
  const catalogue = { machine: 'syndbg', tree: 'v6.12', requirements: [{ ...row, since: ['upstream'] }] };
  const lines = withRule(feature, 'f.feature', machine, ONE, catalogue).split('\n');
  assert.deepEqual(lines.slice(6, 13), [
    '  @SYNDBG-999 @since-upstream',
    "  Rule: A guest's write MUST exit",
    '    Say why.',
    '    Source: https://lore.kernel.org/r/a.b-c@d.org (v6 3/5)',
    '',
    '    @syndbg.exits-once',
    '    Example: Say what exits once is about',
  ]);
});

for (const machine of MACHINES) {
  test(`${machine.name}: the next id is free, and every file with a list of mutants takes one more`, () => {
    const catalogue = catalogueFor(machine);
    assert.ok(!catalogue.requirements.some(({ id }) => id === nextId(catalogue)));
    const folder = join(LAYOUT.root, 'model', machine.name, 'mutants');
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const lists = files.filter((text) => /^ {4}breaks: '/m.test(text));
    assert.ok(lists.length > 1);
    for (const text of lists) {
      const written = withMutant(text, ONE);
      assert.match(written, /^ {4}id: 'without-exits-once',$/m);
      assert.match(written, /breaks: 'SYNDBG-999',/);
    }
  });
}

test('a file without a list of mutants is refused', () => {
  assert.throws(() => withMutant('export const x = 1;\n', ONE), /no list of mutants/);
});
