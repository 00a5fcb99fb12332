/** What runs the sources: never anything stale, also where nothing can be kept, and with the lines of the source. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { smallCheckout } from './testing/small-checkout';

const copy = smallCheckout('sources', ['sucrase']);
interface Coverage {
  readonly 'source-map-cache': Readonly<
    Record<string, { readonly data: { readonly sources: readonly string[] } }>
  >;
}

const SOURCE = join(copy, 'source.ts');

/** What the source prints, its time of change being the one given. */
function said(text: string, time = new Date(), env: NodeJS.ProcessEnv = {}): string {
  writeFileSync(SOURCE, text);
  utimesSync(SOURCE, time, time);
  const { stdout, stderr } = spawnSync(process.execPath, ['-r', './bin/sources.js', SOURCE], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return stdout + stderr;
}

test('a source that changed is run as it is, though neither its size nor its time tell', () => {
  const time = new Date('2026-01-01');
  for (const word of ['old', 'new', 'old'])
    assert.equal(said(`const word: string = '${word}'; console.log(word);`, time), `${word}\n`);
});

test('an error tells the line of the source', () => {
  const text =
    'interface Gone {\n  readonly it: string;\n}\nconst one = (_: Gone): never => {\n  throw new Error("here");\n};\none({ it: "" });\n';
  assert.match(said(text), /source\.ts:5:/);
});

test('where nothing can be kept it runs all the same', () => {
  const cache = join(copy, 'node_modules', '.cache');
  rmSync(cache, { recursive: true, force: true });
  writeFileSync(cache, 'no folder');
  assert.equal(said("const word: string = 'as ever'; console.log(word);"), 'as ever\n');
  rmSync(cache);
});

test('where coverage is counted, the map to the source is there', () => {
  const folder = join(copy, 'coverage');
  assert.equal(
    said('type Gone = string;\nconsole.log(1);\n', undefined, { NODE_V8_COVERAGE: folder }),
    '1\n',
  );
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const [found] = texts.map((text) => JSON.parse(text) as Coverage);
  const [map] = Object.entries(found?.['source-map-cache'] ?? {}).filter(([url]) =>
    url.endsWith('/source.ts'),
  );
  assert.deepEqual(
    map?.[1].data.sources.map((url) => basename(url)),
    ['source.ts'],
  );
});
