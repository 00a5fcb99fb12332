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

// Dozens of modules: a few are not worth a pack.
const copy = smallCheckout('pack', ['sucrase', 'yaml']);
const WORD = join(copy, 'word.ts');
const CACHE = join(copy, 'node_modules', '.cache', 'hvspec');

writeFileSync(
  join(copy, 'main.ts'),
  "import { parse } from 'yaml';\nimport { word } from './word';\nconsole.log(parse(`[${word}]`)[0]);\n",
);

/** Its function's text is what a start has read; what it does might come from what V8 made of it. */
function wordIs(word: string): string {
  return `export const word: string = /"(.*)"/.exec(String(() => "${word}"))![1]!;\n`;
}

function said(...options: readonly string[]): string {
  const argv = [...options, '-r', './bin/sources.js', 'main.ts'];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { cwd: copy, encoding: 'utf8' });
  return (stdout + stderr).trim();
}

function packs(): readonly string[] {
  return readdirSync(CACHE).filter((name) => name.endsWith('.pack'));
}

/** Until a change of what there is would be told by its time. */
const settled = (): Promise<void> => sleep(2_100);

test('a program is loaded from its pack, also by another V8, and where a pack was cut short not', async () => {
  writeFileSync(WORD, wordIs('one'));
  await settled();
  assert.equal(said(), 'one');
  const [name = '', ...others] = packs();
  assert.deepEqual(others, []);
  const pack = join(CACHE, name);
  const made = readFileSync(pack);
  const forged = Buffer.from(made.toString('latin1').replaceAll('"one"', '"two"'), 'latin1');
  writeFileSync(pack, forged);
  assert.equal(said(), 'two');
  assert.equal(said('--no-opt'), 'two');
  writeFileSync(pack, forged.subarray(0, -1));
  assert.equal(said(), 'one');
  writeFileSync(pack, forged);
  appendFileSync(pack, 'x');
  assert.equal(said(), 'one');
});

test('what a program makes of a source by itself, as a mutant of it, is in no pack', async () => {
  writeFileSync(WORD, wordIs('one'));
  const other = join(copy, 'other.js');
  const lines = [
    "const Module = require('node:module');",
    "const before = Module._extensions['.ts'];",
    "Module._extensions['.ts'] = (module, file) =>",
    "  file.endsWith('word.ts') ? module._compile('exports.word = \"mutant\"', file) : before(module, file);",
  ];
  writeFileSync(other, lines.join('\n'));
  await settled();
  for (const name of packs()) rmSync(join(CACHE, name));
  assert.equal(said('-r', './bin/sources.js', '-r', other), 'mutant');
  assert.equal(packs().length, 1);
  assert.equal(said(), 'one');
});

test('a source that changed is run as it is, though neither its size nor its time tell', () => {
  const { atime, mtime } = statSync(WORD);
  writeFileSync(WORD, wordIs('six'));
  utimesSync(WORD, atime, mtime);
  assert.equal(said(), 'six');
});

test('what has just changed is in no pack: it might change again', () => {
  for (const name of packs()) rmSync(join(CACHE, name));
  for (const word of ['ten', 'all', 'few']) {
    writeFileSync(WORD, wordIs(word));
    assert.equal(said(), word);
  }
});

test('another file that a name means now is found', async () => {
  await settled();
  said();
  assert.equal(packs().length, 1);
  writeFileSync(join(copy, 'word.js'), "exports.word = 'new';");
  assert.equal(said(), 'new');
});

test('a program from the command line runs', () => {
  const argv = ['-r', './bin/sources.js', '-p', "require('./main.ts'); 5"];
  assert.match(spawnSync(process.execPath, argv, { cwd: copy, encoding: 'utf8' }).stdout, /\n5\n$/);
});

test('an error tells the line of the source', async () => {
  rmSync(join(copy, 'word.js'));
  writeFileSync(WORD, 'export interface Gone {\n  readonly it: string;\n}\nthrow new Error("here");\n');
  await settled();
  for (let start = 0; start < 2; start += 1) assert.match(said(), /word\.ts:4\b/);
});
