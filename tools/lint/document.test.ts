import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bookOf } from '../../reports/book';
import type { Catalogue } from '../../reports/catalogue';
import { parseFeature } from '../../reports/gherkin';
import { lintDocument } from './document';

const folder = mkdtempSync(join(tmpdir(), 'hvspec-document-'));
after(() => {
  rmSync(folder, { recursive: true });
});
writeFileSync(join(folder, 'README.md'), 'a.feature is about exits.\n');

const CATALOGUE: Catalogue = {
  machine: 'syndbg',
  tree: 'v6.12',
  requirements: ['SYNDBG-05', 'SYNDBG-06'].map((id) => ({
    id,
    text: id === 'SYNDBG-05' ? 'A write of CONTROL MUST exit.' : `A write ${'very '.repeat(40)}MUST exit.`,
    class: 'seed',
    level: 'MUST',
    since: ['v6'],
    profiles: ['v6'],
    source: id === 'SYNDBG-05' ? 'a.b-c@d.org' : 'the patch',
  })),
};

const GOOD = `@syndbg
Feature: Exits

  @SYNDBG-05
  Rule: A write of CONTROL MUST exit
    Userspace has to send.
    Source: https://lore.kernel.org/r/a.b-c@d.org

    @syndbg.one
    Example: A write of CONTROL exits to userspace
      Given a VM
      And a vCPU
      When the guest writes
      And userspace answers
      Then it exits
      And nothing else changes
`;

function found(text: string): readonly string[] {
  return lintDocument({
    folder,
    book: bookOf(parseFeature(text, 'a.feature')),
    catalogue: CATALOGUE,
    textOf: () => text,
  }).map((line) => line.replace(/^a\.feature:\d+: /, ''));
}

/** What is found once a part of the good feature is another. */
function changed(from: string, to: string): string {
  assert.ok(GOOD.includes(from));
  return found(GOOD.replace(from, to)).join('\n');
}

test('a feature whose Rule is its requirement, with why and a link, has no finding', () => {
  assert.deepEqual(found(GOOD), []);
});

test('a Rule that is not what the catalogue says, or says no why', () => {
  assert.match(
    changed('CONTROL MUST exit\n', 'CONTROL exits\n'),
    /not what the catalogue says: run `npm run rules`/,
  );
  assert.match(changed('r/a.b-c@d.org', 'r/x.y-z@d.org'), /not what the catalogue says/);
  assert.match(changed('    Userspace has to send.\n', ''), /does not say why/);
  assert.match(changed('  @SYNDBG-05\n', ''), /tagged with 0 requirements: it is one/);
  assert.match(changed('@SYNDBG-05', '@SYNDBG-05 @SYNDBG-06'), /tagged with 2 requirements: it is one/);
});

test('a sentence that is too long, and a source that nobody can follow', () => {
  const text = changed('@SYNDBG-05', '@SYNDBG-06');
  assert.match(text, /at most 160/);
  assert.match(
    found(GOOD.replace('@SYNDBG-05', '@SYNDBG-06').replace(/Source: .*/, 'Source: the patch')).join(),
    /has no link, manual or recording/,
  );
});

test('a scenario outside of every Rule', () => {
  assert.match(changed('  @SYNDBG-05\n  Rule: A write of CONTROL MUST exit\n', ''), /stands under no Rule/);
});

test('titles stand alone', () => {
  const title = 'A write of CONTROL exits to userspace';
  assert.match(changed(title, 'Nor does a write of STATUS'), /leans on another title/);
  assert.match(changed(title, 'The neighbour: it exits as well, too'), /^$/);
  assert.match(changed(title, 'The neighbour: It exits as well'), /leans on another title/);
  assert.match(changed(title, 'Once more'), /at least four words/);
  assert.match(changed('@syndbg.one', '@syndbg.one @neighbour'), /title that begins with "The neighbour: "/);
});

test('Given, When, Then, each once and in this order', () => {
  assert.match(
    changed('      And nothing else changes', '      When it goes on\n      Then it ends'),
    /another order[^]*two blocks of one keyword/,
  );
  assert.match(changed('And userspace answers', 'When userspace answers'), /two blocks of one keyword/);
});

test('two scenarios of one title, and a page that does not name the feature', () => {
  const twice = GOOD.replace('Feature: Exits', 'Feature: Exits').concat(
    GOOD.slice(GOOD.indexOf('\n    @syndbg.one')),
  );
  assert.match(found(twice).join(), /is the title at a\.feature:10 too/);
  writeFileSync(join(folder, 'README.md'), 'nothing\n');
  assert.match(found(GOOD).join(), /README\.md:1: it does not name a\.feature/);
  rmSync(join(folder, 'README.md'));
  assert.match(found(GOOD).join(), /there is no README\.md/);
});
