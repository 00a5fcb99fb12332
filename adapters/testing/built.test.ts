import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { built } from './built';

test('what is built is built again where a source or a word is another one, and where it failed', (t) => {
  const own = mkdtempSync(join(tmpdir(), 'hvspec-built-'));
  const source = join(own, 'source');
  const folders = new Set<string>([own]);
  t.after(() => {
    for (const one of folders) rmSync(one, { recursive: true });
  });
  let times = 0;
  const make = (text: string, ...words: readonly string[]): string => {
    writeFileSync(source, text);
    const folder = built([own, ...words], [source], (out) => {
      times += 1;
      assert.notEqual(text, 'wrong');
      writeFileSync(join(out, 'made'), text);
    });
    folders.add(folder);
    return folder;
  };
  const first = make('one');
  assert.equal(readFileSync(join(first, 'made'), 'utf8'), 'one');
  assert.equal(make('one'), first);
  assert.equal(times, 1);
  assert.equal(readFileSync(join(make('two'), 'made'), 'utf8'), 'two');
  assert.notEqual(make('one', '-O2'), first);
  assert.equal(times, 3);
  for (let i = 0; i < 2; i += 1) assert.throws(() => make('wrong'), assert.AssertionError);
  assert.equal(times, 5);
  assert.ok(existsSync(first));
});
