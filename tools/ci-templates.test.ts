/** The templates of ci/ call commands that there are, with options that they have. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { programOf } from '../cli/program';
import { LAYOUT } from '../reports/layout';
import { splitArgv } from '../subjects/argv';

const CI = join(LAYOUT.root, 'ci');
const FILES = ['github', 'gitlab', 'kubernetes', 'slurm'].flatMap((folder) =>
  readdirSync(join(CI, folder)).map((name) => join(folder, name)),
);

/** The command lines of hvspec in a text, each with what the shell or the CI puts in as a 1. */
function commandsIn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .flatMap((line) => [
      ...line.matchAll(/(?:npx hvspec|\$\{HVSPEC:-npx hvspec\}|\$HVSPEC|(?<=^\s*(?:- )?)hvspec) ([a-z].*)$/g),
    ])
    .map(([, words = '']) => words.replace(/ *(\|\||&&|&$|[|>;]| 2>).*$/, ''))
    .map((words) =>
      words
        .replaceAll(/"\$@"|"\$\{options\[@\]\}"/g, '')
        .replaceAll(/\$\{\{[^}]*\}\}|\$\(\([^)]*\)\)|\$\{[^}]*\}|\$\w+/g, '1'),
    );
}

/** @throws CommanderError where the command line is none; nothing is run */
function parseOnly(words: string): void {
  const said: string[] = [];
  const output = {
    out: () => undefined,
    err: (text: string) => said.push(text),
    colour: false,
    terminal: null,
  };
  const program = programOf(splitArgv(words), output, () => undefined);
  for (const command of program.commands) command.action(() => undefined);
  try {
    program.parse([...splitArgv(words)], { from: 'user' });
  } catch (error) {
    throw new Error(`hvspec ${words}: ${said.join(' ') || (error as Error).message}`);
  }
}

test('there are command lines in the templates of each system', () => {
  const counts = FILES.map(
    (file) => [file, commandsIn(readFileSync(join(CI, file), 'utf8')).length] as const,
  );
  for (const [folder, least] of [
    ['github', 2],
    ['gitlab', 2],
    ['kubernetes', 2],
    ['slurm', 5],
  ] as const) {
    const own = counts.filter(([file]) => file.startsWith(folder)).reduce((sum, [, count]) => sum + count, 0);
    assert.ok(own >= least, `${folder}: ${own} command lines were found`);
  }
});

for (const file of FILES) {
  for (const words of commandsIn(readFileSync(join(CI, file), 'utf8'))) {
    test(`ci/${file}: hvspec ${words}`, () => parseOnly(words));
  }
}

test('a command or an option that there is not is noticed', () => {
  assert.throws(() => parseOnly('merg 1 1'), /unknown command/);
  assert.throws(() => parseOnly('run --shrd 1/1'), /unknown option/);
  assert.throws(() => parseOnly('run --shard 2/1'), /1 <= i <= n/);
  assert.throws(() => parseOnly('plan plan.yaml'), /--out/);
});

test('the number of shards is the same wherever it stands', () => {
  const run = readFileSync(join(CI, 'kubernetes/run.yaml'), 'utf8');
  const numbers = [
    /completions: (\d+)/,
    /parallelism: (\d+)/,
    /SHARDS, value: '(\d+)'/,
    /of (\d+), each/,
  ].map((pattern) => pattern.exec(run)?.[1]);
  assert.deepEqual(new Set(numbers).size, 1, numbers.join());
});
