/** The templates of ci/ call commands that there are, with options that they have. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Document } from 'yaml';
import { isSeq, parseAllDocuments } from 'yaml';
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

/** What a template has a shard do, as a script of a shell, with what the system sets for the first of two. */
const SHARDS: Readonly<Record<string, (folder: string) => string>> = {
  'slurm/shard.sbatch': (folder) => `set -- ${folder}\n${templateOf('slurm/shard.sbatch')}`,
  'kubernetes/run.yaml': (folder) => {
    const [, , script = ''] = stringsAt('kubernetes/run.yaml', 1, [
      'spec',
      'template',
      'spec',
      'containers',
      0,
      'command',
    ]);
    return script.replaceAll('/results', folder);
  },
  'gitlab/hvspec.gitlab-ci.yml': (folder) =>
    ['set -e', `cd ${folder}`, ...stringsAt('gitlab/hvspec.gitlab-ci.yml', 0, ['hvspec', 'script'])].join(
      '\n',
    ),
};
const SET = {
  SUBJECT: './mine',
  SHARDS: '2',
  JOB_COMPLETION_INDEX: '0',
  CI_NODE_INDEX: '1',
  CI_NODE_TOTAL: '2',
  SLURM_ARRAY_JOB_ID: '7',
  SLURM_ARRAY_TASK_ID: '1',
  SLURM_ARRAY_TASK_COUNT: '2',
  SLURM_RESTART_COUNT: '3',
};

function templateOf(file: string): string {
  return readFileSync(join(CI, file), 'utf8');
}

function stringsAt(file: string, document: number, path: readonly (string | number)[]): readonly string[] {
  const found = (parseAllDocuments(templateOf(file)) as readonly Document[])[document]?.getIn(path);
  assert.ok(isSeq(found), `${file}: ${path.join('.')}`);
  return found.toJSON() as string[];
}

for (const [file, scriptOf] of Object.entries(SHARDS)) {
  test(`ci/${file}: a shard is well where it left its report, whatever it says, and only there`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'hvspec-ci-'));
    const report = join(folder, 'shards/1/conformance.json');
    try {
      // As hvspec does, and as npx does, which is before it.
      const fake =
        '#!/bin/sh\n[ -z "$REPORT" ] || { mkdir -p "${REPORT%/*}"; : >"$REPORT"; }\nexit "$CODE"\n';
      for (const name of ['hvspec', 'npx']) writeFileSync(join(folder, name), fake, { mode: 0o755 });
      const ended = (code: number, leaves: boolean): number | null => {
        const env = { ...SET, PATH: `${folder}:${process.env['PATH'] ?? ''}`, CODE: String(code) };
        // A shell whose input is a socket takes itself for a login from afar, and reads the files of whoever runs the test.
        const set = { env: { ...env, REPORT: leaves ? report : '' }, stdio: 'ignore' } as const;
        return spawnSync('bash', ['-c', scriptOf(folder)], set).status;
      };
      for (const code of [0, 1, 3]) {
        assert.equal(ended(code, true), 0, `exit code ${code}`);
        // GitLab begins with an empty folder.
        if (file.startsWith('gitlab')) rmSync(report);
        assert.notEqual(ended(code, false), 0, `exit code ${code} without a report`);
      }
      for (const code of [2, 130, 137]) assert.equal(ended(code, true), code);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
