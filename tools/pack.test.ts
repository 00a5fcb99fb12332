/** The pack that a start loads its modules from: it is used, and never where anything is not as it was. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { smallCheckout } from './testing/small-checkout';

/** A checkout of a program with one source more, which has this text. Dozens of modules: a few are not worth a pack. */
function checkout(word: string): string {
  const copy = smallCheckout('pack', ['sucrase', 'yaml']);
  writeFileSync(
    join(copy, 'main.ts'),
    "import { parse } from 'yaml';\nimport { word } from './word';\nconsole.log(parse(`[${word}]`)[0]);\n",
  );
  writeFileSync(join(copy, 'word.ts'), word);
  return copy;
}

/** Its function's text is what a start has read; what it does might come from what V8 made of it. */
function wordIs(word: string): string {
  return `export const word: string = /"(.*)"/.exec(String(() => "${word}"))![1]!;\n`;
}

function said(copy: string, ...options: readonly string[]): string {
  const argv = [...options, '-r', './bin/sources.js', 'main.ts'];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { cwd: copy, encoding: 'utf8' });
  return (stdout + stderr).trim();
}

/** The paths of the packs that there are. */
function packs(copy: string): readonly string[] {
  const cache = join(copy, 'node_modules', '.cache', 'hvspec');
  return readdirSync(cache).flatMap((name) => (name.endsWith('.pack') ? join(cache, name) : []));
}

const LOADED = checkout(wordIs('one'));
const MUTANT = checkout(wordIs('one'));
const OTHER = checkout(wordIs('few'));
const GONE = checkout('export interface Gone {\n  readonly it: string;\n}\nthrow new Error("here");\n');
writeFileSync(
  join(MUTANT, 'other.js'),
  [
    "const Module = require('node:module');",
    "const before = Module._extensions['.ts'];",
    "Module._extensions['.ts'] = (module, file) =>",
    "  file.endsWith('word.ts') ? module._compile('exports.word = \"mutant\"', file) : before(module, file);",
  ].join('\n'),
);
/** When a change of what there is would be told by its time. */
const settled = sleep(2_100);

test('a program is loaded from its pack, also by another V8, and where a pack was cut short not', async () => {
  await settled;
  assert.equal(said(LOADED), 'one');
  const [pack = '', ...others] = packs(LOADED);
  assert.deepEqual(others, []);
  const made = readFileSync(pack);
  const forged = Buffer.from(made.toString('latin1').replaceAll('"one"', '"two"'), 'latin1');
  writeFileSync(pack, forged);
  assert.equal(said(LOADED), 'two');
  assert.equal(said(LOADED, '--no-opt'), 'two');
  writeFileSync(pack, forged.subarray(0, -1));
  assert.equal(said(LOADED), 'one');
  writeFileSync(pack, forged);
  appendFileSync(pack, 'x');
  assert.equal(said(LOADED), 'one');
});

test('what a program makes of a source by itself, as a mutant of it, is in no pack', async () => {
  await settled;
  assert.equal(said(MUTANT, '-r', './bin/sources.js', '-r', './other.js'), 'mutant');
  assert.equal(packs(MUTANT).length, 1);
  assert.equal(said(MUTANT), 'one');
});

test('a source that changed is run as it is, though neither its size nor its time tell', () => {
  const word = join(LOADED, 'word.ts');
  const { atime, mtime } = statSync(word);
  writeFileSync(word, wordIs('six'));
  utimesSync(word, atime, mtime);
  assert.equal(said(LOADED), 'six');
});

test('what has just changed is in no pack: it might change again', () => {
  for (const pack of packs(LOADED)) rmSync(pack);
  for (const word of ['ten', 'all', 'few']) {
    writeFileSync(join(LOADED, 'word.ts'), wordIs(word));
    assert.equal(said(LOADED), word);
  }
});

test('another file that a name means now is found', async () => {
  await settled;
  said(OTHER);
  assert.equal(packs(OTHER).length, 1);
  writeFileSync(join(OTHER, 'word.js'), "exports.word = 'new';");
  assert.equal(said(OTHER), 'new');
});

test('a program from the command line runs', () => {
  const argv = ['-r', './bin/sources.js', '-p', "require('./main.ts'); 5"];
  assert.match(spawnSync(process.execPath, argv, { cwd: OTHER, encoding: 'utf8' }).stdout, /\n5\n$/);
});

test('an error tells the line of the source', async () => {
  await settled;
  for (let start = 0; start < 2; start += 1) assert.match(said(GONE), /word\.ts:4\b/);
});
