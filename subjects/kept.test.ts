import assert from 'node:assert/strict';
import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { kept } from './kept';

const KIND = `test-${process.pid}`;
const FOLDER = join(__dirname, '..', 'node_modules', '.cache', `hvspec-${KIND}`);
after(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

const LONG = 'x'.repeat(20_000);
let made = 0;

/** What is kept for the sources, and whether it had to be made. */
function ask(...sources: readonly string[]): { readonly value: unknown; readonly anew: boolean } {
  const before = made;
  const value = kept(KIND, sources, () => ({ made: (made += 1) }));
  return { value, anew: made > before };
}

test('the same sources are made into something once', () => {
  assert.deepEqual(ask(LONG, 'a'), { value: { made: 1 }, anew: true });
  assert.deepEqual(ask(LONG, 'a'), { value: { made: 1 }, anew: false });
});

test('other sources, or the same text cut in another place, are not the same', () => {
  assert.ok(ask(LONG, 'b').anew);
  assert.ok(ask(`${LONG}a`).anew);
  assert.ok(ask(LONG, 'a', '').anew);
});

test('what was cut short is made anew', () => {
  for (const name of readdirSync(FOLDER)) writeFileSync(join(FOLDER, name), '{"made":');
  assert.ok(ask(LONG, 'a').anew);
  assert.ok(!ask(LONG, 'a').anew);
});

test('what is read as fast as it is kept is not kept, and what fails neither', () => {
  assert.ok(ask('short').anew && ask('short').anew);
  const fail = (): never => {
    throw new RangeError('no');
  };
  assert.throws(() => kept(KIND, [LONG, 'bad'], fail), RangeError);
  assert.ok(ask(LONG, 'bad').anew);
});

test('a few are kept, those that were asked for last', () => {
  const old = new Date(Date.now() - 60_000);
  for (let i = 0; i < 20; i += 1) {
    assert.equal(ask(LONG, 'in use').anew, i === 0);
    ask(LONG, `${i}`);
    for (const name of readdirSync(FOLDER)) utimesSync(join(FOLDER, name), old, old);
  }
  assert.equal(readdirSync(FOLDER).length, 12);
  assert.ok(!ask(LONG, '19').anew);
});
