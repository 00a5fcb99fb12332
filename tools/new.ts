/** `npm run new -- case SYNDBG-97 …`: writes the row, the Rule and the mutant's stub of a new case. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { MACHINES } from '../model/machines';
import { catalogueOf } from '../reports/catalogue';
import { LAYOUT } from '../reports/layout';
import { catalogueFor } from '../reports/law';
import { planOf } from '../reports/plan';
import { parseYaml } from '../reports/yaml';
import type { NewCase } from './new/case';
import { levelOf, nextId, withMutant, withRow, withRule } from './new/case';

const HELP = `Usage: npm run new -- case <ID> --text <sentence> --source <where from> --feature <name> --mutants <name>

Writes the row of a requirement, its Rule with an Example that is red at its Then, and a mutant that still survives.

  --text <sentence>   one testable claim; its MUST, SHOULD or MAY is the level, and without one it is SEEN
  --source <text>     a Message-ID, a kernel file with its function, a manual with its section
  --feature <name>    features/<machine>/<name>.feature, where the Rule goes
  --mutants <name>    model/<machine>/mutants/<name>.ts, where the mutant goes
  --since <profile>   the profile since which it holds (the newest of the machine)
  --class <class>     seed, review, series, upstream or observed (upstream; observed for SEEN)
  --slug <words>      the case's id without the machine, as in exits-once (the requirement's own)

Example:
  $ npm run new -- case SYNDBG-97 --feature exit --mutants exits --slug exits-once \\
      --text 'A write of CONTROL MUST exit once.' --source 'arch/x86/kvm/hyperv.c, syndbg_set_msr()'
`;

/** Something about the command line is wrong. */
class Wrong extends Error {}

interface Target {
  readonly file: string;
  readonly text: string;
}

function target(
  folder: string,
  name: string | undefined,
  extension: string,
  option: string,
  has = '',
): Target {
  const known = readdirSync(folder)
    .filter((one) => one.endsWith(extension) && readFileSync(join(folder, one), 'utf8').includes(has))
    .map((one) => one.slice(0, -extension.length));
  const file = join(folder, `${name ?? ''}${extension}`);
  if (name === undefined || !known.includes(name) || !existsSync(file))
    throw new Wrong(`${option} is "${name ?? ''}": there are ${known.join(', ')}`);
  return { file, text: readFileSync(file, 'utf8') };
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...Object.fromEntries(
        ['text', 'source', 'feature', 'mutants', 'since', 'class', 'slug'].map((name) => [
          name,
          { type: 'string' as const },
        ]),
      ),
      help: { type: 'boolean' as const, short: 'h' },
    },
  });
  const given = values as Readonly<Record<string, string | undefined>>;
  if (values.help === true) {
    console.log(HELP);
    return;
  }
  const [what, id = '', ...more] = positionals;
  if (what !== 'case' || more.length > 0)
    throw new Wrong(`"${positionals.join(' ')}" is no new thing: say case and an id, as in case SYNDBG-97`);
  const machine = MACHINES.find(({ name }) => id.startsWith(`${name.toUpperCase()}-`));
  if (!machine)
    throw new Wrong(
      `"${id}" is no id of a machine: there are ${MACHINES.map(({ name }) => name).join(', ')}`,
    );
  const catalogue = catalogueFor(machine);
  if (id !== nextId(catalogue))
    throw new Wrong(`${id} is not the next id of ${machine.name}: that is ${nextId(catalogue)}`);
  const { text, source, since = machine.profiles.at(-1)?.name ?? '', slug = id.toLowerCase() } = given;
  if (!text || !source)
    throw new Wrong('--text and --source have to be given: what must be so, and who says so');
  if (catalogue.requirements.some((other) => other.text === text))
    throw new Wrong('--text is the sentence of another requirement');
  const verbs = text.match(/\b(?:MUST|SHOULD|MAY)\b/g) ?? [];
  if (verbs.length > 1) throw new Wrong(`--text has ${verbs.length} verbs in capitals: one claim a sentence`);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))
    throw new Wrong(`--slug is "${slug}": lower-case words with hyphens, as in exits-once`);
  if (
    planOf({ machines: [machine.name] }).selected.some(({ tags }) =>
      tags.includes(`@${machine.name}.${slug}`),
    )
  )
    throw new Wrong(`--slug is "${slug}", which is another case's: ids are for ever`);
  const one: NewCase = {
    id,
    text,
    source,
    class: given['class'] ?? (verbs.length > 0 ? 'upstream' : 'observed'),
    level: levelOf(text),
    since,
    slug,
  };
  const folder = join(LAYOUT.features, machine.name);
  const rows = target(folder, 'requirements', '.yaml', 'the catalogue');
  const feature = target(folder, given['feature'], '.feature', '--feature');
  const mutants = target(
    join(LAYOUT.root, 'model', machine.name, 'mutants'),
    given['mutants'],
    '.ts',
    '--mutants',
  );
  const newRows = withRow(rows.text, one);
  const next = catalogueOf(parseYaml(newRows, rows.file), machine);
  const newFeature = withRule(feature.text, relative(LAYOUT.root, feature.file), machine, one, next);
  const newMutants = withMutant(mutants.text, one);
  for (const [file, written] of [
    [rows.file, newRows],
    [feature.file, newFeature],
    [mutants.file, newMutants],
  ] as const) {
    writeFileSync(file, written);
    console.log(`${relative(LAYOUT.root, file)} written`);
  }
  console.log(`
Now
  1. in model/${machine.name}/owners say which fields ${id} speaks of, and when
  2. write the Example, which fails at its Then and begins as its neighbour does: npx hvspec run --tags @${machine.name}.${slug}
  3. change model/${machine.name} until it passes
  4. let the mutant make its mistake, and see it die: npm run mutants -- --quick ${machine.name}
  5. npm run readme, npm run phrases, a line in CHANGELOG.md, the adapter in adapters/python, npm test`);
}

try {
  main();
} catch (error) {
  const { message } = error as Error;
  console.error(`new: ${message}`);
  if (error instanceof Wrong) console.error('(npm run new -- --help says what it takes)');
  process.exitCode = 2;
}
