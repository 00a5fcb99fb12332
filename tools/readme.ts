/**
 * `npm run readme`: writes the tables of README.md and adapters/README.md from the machines, catalogues, features
 * and recordings themselves; with `--check` it writes nothing and exits 1 where a table is stale.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINES } from '../model/machines';
import { LAYOUT } from '../reports/layout';
import type { Planned } from '../reports/plan';
import { planOf } from '../reports/plan';
import type { Known } from './readme/capabilities';
import { capabilityProblems, capabilitySection, casesOfMachine } from './readme/capabilities';
import { BEGIN, END, freshen } from './readme/document';
import { machinesTable } from './readme/machines';

function knownOf({ book, catalogues }: Planned): readonly Known[] {
  return MACHINES.map((machine) => {
    const catalogue = catalogues.find((one) => one.machine === machine.name);
    return { machine, cases: casesOfMachine(book, machine), requirements: catalogue?.requirements ?? [] };
  });
}

async function main(): Promise<number> {
  const plan = planOf({});
  const known = knownOf(plan);
  const problems = known.flatMap(capabilityProblems);
  for (const problem of problems) console.error(problem);
  const codes = [
    problems.length > 0 ? 1 : 0,
    await renew('README.md', machinesTable(plan)),
    await renew('adapters/README.md', known.map(capabilitySection).join('\n\n')),
  ];
  return Math.max(...codes);
}

async function renew(name: string, part: string): Promise<number> {
  const file = join(LAYOUT.root, name);
  const found = await freshen(file, part);
  if (!found) {
    console.error(`${name} has lost the marks between which its table stands:\n${BEGIN}\n${END}`);
    return 2;
  }
  if (found.fresh === found.text) {
    console.log(`${name}: the table is fresh`);
    return 0;
  }
  if (process.argv.includes('--check')) {
    console.error(`${name}: the table is stale: run \`npm run readme\` and commit it.`);
    return 1;
  }
  writeFileSync(file, found.fresh);
  console.log(`${name}: the table is written`);
  return 0;
}

void main().then((code) => {
  process.exitCode = code;
});
