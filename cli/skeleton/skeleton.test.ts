import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { capabilitiesOf } from '../../model/core/capability';
import type { AnyOp, Machine } from '../../model/core/machine';
import { Unsupported } from '../../model/core/machine';
import { fromWire } from '../../model/core/wire';
import { MACHINES, machineOf } from '../../model/machines';
import { doctor } from '../../reports/doctor';
import { LAYOUT } from '../../reports/layout';
import { fixtures } from '../../subjects/fixtures';
import { ProcessSubject } from '../../subjects/process-subject';
import { splitArgv } from '../../subjects/argv';
import { run } from '../main';
import { smallest } from './node';
import { planOf, profileNamed } from './plan';
import { nextSteps } from './skeleton';
import { BUILD, buildTypeScript, workshop, written } from './testing';
import { validator } from '../../subjects/validate';

const shop = workshop();
after(shop.remove);
const LANGUAGES = ['c', 'python', 'typescript'] as const;

/** How an adapter in TypeScript is started, by its machine. */
const inTypeScript = new Map<string, readonly string[]>();
before(() => {
  const folders = MACHINES.map((machine) => written(shop.folder, machine, 'typescript'));
  buildTypeScript(folders);
  for (const [i, { name }] of MACHINES.entries())
    inTypeScript.set(name, [process.execPath, join(folders[i] ?? '', 'build', 'adapter.js')]);
});

function started(machine: Machine, language: (typeof LANGUAGES)[number]): readonly string[] {
  if (language === 'typescript') return inTypeScript.get(machine.name) ?? [];
  return BUILD[language](written(shop.folder, machine, language));
}

for (const machine of MACHINES) {
  const { operations, operationNames } = machine;
  const examples = (definition: string): readonly object[] =>
    fixtures(machine.name, 'good').flatMap((one) =>
      one.definition === definition ? [fromWire(one.value) as object] : [],
    );
  const { capabilities } = profileNamed(machine, undefined);
  const has = (names: readonly string[]): boolean => names.every((name) => capabilities.includes(name));
  const ops = (examples('op') as readonly AnyOp[]).filter((op) => has(capabilitiesOf(operations, op)));

  for (const language of LANGUAGES) {
    test(`${machine.name} in ${language}: it builds, says no with the right capability, and the doctor says what is left`, async () => {
      const argv = started(machine, language);
      const { exit, lines } = await doctor(argv);
      const text = lines.join('\n');
      assert.equal(exit, 1, text);
      assert.doesNotMatch(text, /values? differs?|note /);
      const left = /of the core is left to be written: (.*): run will fail/.exec(text)?.[1]?.split(', ');
      assert.equal(left?.[0], 'inspect', text);
      const core = operationNames.filter((name) =>
        ops.some((op) => op.op === name && capabilitiesOf(operations, op).length === 0),
      );
      for (const name of left.slice(1)) assert.ok(core.includes(name), name);
      const subject = await ProcessSubject.start(argv);
      after(() => subject.close());
      const [offer] = subject.description.machines;
      assert.ok(offer);
      for (const config of examples('config')) {
        const asked = capabilitiesOf(operations, { op: 'reset', ...config });
        const refused: unknown = await subject.reset(offer, config).catch((error: unknown) => error);
        assert.equal((refused as Unsupported | undefined)?.capability, asked[0], JSON.stringify(asked));
      }
      const plain = examples('config').find(
        (config) => capabilitiesOf(operations, { op: 'reset', ...config }).length === 0,
      );
      assert.ok(plain);
      await subject.reset(offer, plain);
      const answers = await subject.stepAll(ops);
      for (const [i, op] of ops.entries()) {
        const answer = answers[i];
        assert.ok(answer instanceof Unsupported, op.op);
        const asked = capabilitiesOf(operations, op);
        assert.ok(
          (asked.length > 0 ? asked : ['core']).includes(answer.capability),
          `${op.op}: ${answer.capability}`,
        );
      }
      assert.equal(await subject.shutdown(), null);
    });
  }

  test(`${machine.name}: every profile has its plan, with a state that the schema allows and all operations`, () => {
    for (const profile of machine.profiles) {
      const plan = planOf(machine, profile);
      assert.equal(validator(machine.name, 'inspection')(smallest(plan.inspection)), null);
      const here = plan.operations.map(({ name }) => name);
      const gone = operationNames.filter((name) => !here.includes(name));
      for (const home of gone.map((name) => operations[name]?.['']))
        assert.ok(typeof home === 'string' && !profile.capabilities.includes(home), profile.name);
      assert.ok(plan.events.length > 0 && plan.outcomes.length === 3);
    }
  });
}

test('the core of syndbg, written into the skeleton in C, is well', async () => {
  const folder = written(shop.folder, machineOf('syndbg'), 'c', 'upstream');
  cpSync(join(LAYOUT.root, 'adapters/c/example/syndbg.c'), join(folder, 'adapter.c'));
  const { exit, lines } = await doctor(BUILD.c(folder));
  assert.equal(exit, 0, lines.join('\n'));
  assert.match(lines.join('\n'), /core: 2\d outcomes/);
});

test('what is declared reaches the author, and what is not there is refused by then', async () => {
  const folder = written(shop.folder, machineOf('nv'), 'c', 'upstream');
  const file = join(folder, 'adapter.c');
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace('CAPABILITIES[] = {NULL}', 'CAPABILITIES[] = {"inject-irq", "fgt", NULL}'),
  );
  const subject = await ProcessSubject.start(BUILD.c(folder));
  after(() => subject.close());
  const [offer] = subject.description.machines;
  assert.ok(offer);
  await subject.reset(offer, { vhe: true, vgic: true });
  const lacking = async (op: AnyOp & Readonly<Record<string, unknown>>): Promise<string> =>
    await subject.step(op).then(String, (error: unknown) => (error as Unsupported).capability);
  assert.equal(await lacking({ op: 'inject_irq' }), 'inject-irq');
  assert.equal(await lacking({ op: 'eret', fine_grained: true }), 'core');
  assert.equal(await lacking({ op: 'eret', fine_grained: true, key: 'A' }), 'pauth');
  assert.equal(await lacking({ op: 'eret', fine_grained: false }), 'core');
  assert.equal(await subject.shutdown(), null);
});

/** What the command says, and how it ends. */
async function hvspec(
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const output = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    colour: false,
    terminal: null,
  };
  return { code: await run(['new-adapter', ...argv], output), out: out.join('\n'), err: err.join('\n') };
}

test('new-adapter writes where nothing is, and says what comes next', async () => {
  const folder = join(shop.folder, "a folder's name");
  const { code, out } = await hvspec('-m', 'mktme', '-l', 'python', '-o', folder);
  assert.equal(code, 0);
  assert.match(out, /3 files, an adapter for mktme\/v2\. Next:\n/);
  assert.ok(existsSync(join(folder, 'adapter.py')) && existsSync(join(folder, 'hvspec.py')));
  const again = await hvspec('-m', 'mktme', '-l', 'python', '-o', folder);
  assert.equal(again.code, 2);
  assert.match(again.err, /is there already, and nothing is overwritten: give another folder with --out/);
  const subject = /--subject (.*?) {3}#/.exec(out)?.[1] ?? '';
  const [command] = splitArgv(subject);
  assert.deepEqual(splitArgv(command), ['python3', join(folder, 'adapter.py')]);
  assert.equal((await doctor(splitArgv(command))).exit, 1);
});

test('new-adapter says where nothing can be written, and does not look for a way there for ever', async () => {
  const { code, err } = await hvspec('-m', 'mktme', '-l', 'python', '-o', '/proc/hvspec/adapter');
  assert.equal(code, 2);
  assert.match(err, /^hvspec: cannot write the folder \/proc\/hvspec\/adapter: /);
});

test('new-adapter takes an empty folder, and no file, machine, language or profile that there is not', async () => {
  const empty = join(shop.folder, 'empty');
  mkdirSync(empty);
  assert.equal((await hvspec('-m', 'syndbg', '-l', 'c', '-p', 'v6', '-o', empty)).code, 0);
  assert.match(readFileSync(join(empty, 'adapter.c'), 'utf8'), /"syndbg", "v6"/);
  const rows: readonly (readonly [readonly string[], RegExp])[] = [
    [['-m', 'syndbg', '-l', 'c', '-o', join(empty, 'Makefile')], /there already/],
    [['-m', 'syndgb', '-l', 'c'], /Allowed choices are syndbg, nv, shstk, heki, mktme/],
    [['-m', 'syndbg', '-l', 'go'], /Allowed choices are c, rust, python, typescript/],
    [
      ['-m', 'syndbg', '-l', 'c', '-p', 'upstraem'],
      /no profile "upstraem" \(perhaps "upstream"\?\): it has v6, review/,
    ],
    [['-m', 'syndbg'], /required option '-l, --language <name>' not specified/],
    [['-m', 'syndbg', '-l', 'c', '-o', ''], /it is empty: write the path of a folder/],
  ];
  for (const [argv, says] of rows) {
    const { code, err } = await hvspec(...argv);
    assert.equal(code, 2, argv.join(' '));
    assert.match(err, says);
  }
});

test('adapters/README.md shows what new-adapter and the doctor say, but for the numbers', async () => {
  const readme = readFileSync(join(LAYOUT.root, 'adapters/README.md'), 'utf8');
  const shown = /```\n(\$ npx hvspec new-adapter[^]*?)```/.exec(readme)?.[1]?.replaceAll(/\d+/g, 'N') ?? '';
  const { lines } = await doctor(BUILD.c(written(join(shop.folder, 'again'), machineOf('syndbg'), 'c')));
  const said = [...nextSteps('c', 'syndbg', 'my-syndbg').map((step) => `  ${step}`), ...lines.slice(1)];
  for (const line of said) assert.ok(shown.includes(`${line.replaceAll(/\d+/g, 'N')}\n`), line);
  assert.equal(shown.trimEnd().split('\n').length, said.length + 5);
  const example = readFileSync(join(LAYOUT.root, 'adapters/c/example/syndbg.c'), 'utf8')
    .trimEnd()
    .split('\n');
  assert.ok(readme.includes(`written: ${example.length} lines`), `the example has ${example.length} lines`);
});

test('the next steps of a name without odd characters need no quotes', () => {
  assert.deepEqual(nextSteps('c', 'nv', 'my-nv').slice(0, 2), [
    'make -C ./my-nv',
    'npx hvspec doctor --subject ./my-nv/adapter   # what is left to be written',
  ]);
  assert.match(
    nextSteps('rust', 'nv', '/a b').join('\n'),
    /--subject "'\/a b'\/target\/release\/nv-adapter"/,
  );
});

test('a plan without a wish is for upstream, or the last profile', () => {
  const profiles = MACHINES.map((machine) => profileNamed(machine, undefined).name);
  assert.deepEqual(profiles, ['upstream', 'upstream', 'upstream', 'v3', 'v2']);
});
