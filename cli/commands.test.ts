/** The commands that are listed, and how the command starts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Help } from '@commander-js/extra-typings';
import { LAYOUT } from '../reports/layout';
import { listed } from './commands';
import type { Output } from './output';
import { programOf } from './program';

const SILENT: Output = { out: () => undefined, err: () => undefined, colour: false, terminal: null };
const LINES = listed().flatMap(({ commands }) => Object.entries(commands));

test('the list has every command, with what it says of itself', () => {
  const every = LINES.map(([term]) => term.split(' ')[0] ?? '');
  const help = new Help();
  const { commands } = programOf(every, SILENT, () => undefined);
  const own = commands.map((one) => [help.subcommandTerm(one), one.description()]);
  assert.deepEqual(own, LINES);
});

test('the help loads no command, and names all', () => {
  const unloaded = listed().map(({ commands }) => ({
    commands,
    load: () => assert.fail('nothing on the command line names it'),
  }));
  const text = programOf(['--help'], SILENT, () => undefined, unloaded).helpInformation();
  for (const [term, description] of LINES)
    assert.ok(
      text.split('\n').some((line) => line.startsWith(`  ${term} `) && line.endsWith(description)),
      term,
    );
});

test('a checkout without its packages says so in one line', () => {
  const copy = mkdtempSync(join(tmpdir(), 'hvspec-bare-'));
  try {
    for (const name of ['bin', 'cli', 'package.json'])
      cpSync(join(LAYOUT.root, name), join(copy, name), { recursive: true });
    const argv = [join(copy, 'bin', 'hvspec.js'), 'run'];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    assert.deepEqual(
      [status, stdout, stderr],
      [2, '', 'hvspec: the packages are not installed: run `npm ci` in the checkout first\n'],
    );
  } finally {
    rmSync(copy, { recursive: true });
  }
});
