/**
 * `npm run readme`: writes the generated parts of README.md, adapters/README.md and recordings/KERNELS.md from the machines, catalogues, features
 * and recordings themselves, and from a run; with `--check` it writes nothing and exits 1 where one is stale.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINES } from '../model/machines';
import { LAYOUT } from '../reports/layout';
import type { Planned } from '../reports/plan';
import { planOf } from '../reports/plan';
import type { Known } from './readme/capabilities';
import { capabilityProblems, capabilitySection, casesOfMachine } from './readme/capabilities';
import type { Parts } from './readme/document';
import { begin, end, freshen } from './readme/document';
import { failureSample } from './readme/failure';
import { machinesTable } from './readme/machines';
import { kernelsTable } from './recordings/kernels';

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
    await renew('README.md', { table: machinesTable(plan), failure: await failureSample() }),
    await renew('recordings/KERNELS.md', { table: kernelsTable() }),
    await renew('adapters/README.md', { table: known.map(capabilitySection).join('\n\n') }),
  ];
  return Math.max(...codes);
}

async function renew(name: string, parts: Parts): Promise<number> {
  const file = join(LAYOUT.root, name);
  const found = await freshen(file, parts);
  if (!found) {
    const marks = Object.keys(parts).flatMap((part) => [begin(part), end(part)]);
    console.error(`${name} has lost the marks between which its generated parts stand:\n${marks.join('\n')}`);
    return 2;
  }
  if (found.fresh === found.text) {
    console.log(`${name}: what is generated is fresh`);
    return 0;
  }
  if (process.argv.includes('--check')) {
    console.error(`${name}: what is generated is stale: run \`npm run readme\` and commit it.`);
    return 1;
  }
  writeFileSync(file, found.fresh);
  console.log(`${name}: written`);
  return 0;
}

void main().then((code) => {
  process.exitCode = code;
});
