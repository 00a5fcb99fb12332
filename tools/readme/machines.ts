/** README's table of machines. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINES } from '../../model/machines';
import { LAYOUT } from '../../reports/layout';
import type { Planned } from '../../reports/plan';
import { casesOfMachine } from './capabilities';
import { tableOf } from './document';

const HEAD = ['machine', 'what', 'profiles', 'requirements', 'cases', 'invariants', 'mutants', 'recordings'];

/** The table, a line for each machine. */
export function machinesTable({ book, catalogues }: Planned): string {
  const rows = MACHINES.map((machine) => {
    const cases = casesOfMachine(book, machine);
    const requirements = catalogues.find((one) => one.machine === machine.name)?.requirements ?? [];
    const invariants = new Set(cases.flatMap(({ invariant }) => (invariant === null ? [] : [invariant])));
    return [
      `\`${machine.name}\``,
      machine.about,
      machine.profiles.map(({ name }) => `\`${name}\``).join(', '),
      requirements.length,
      cases.length,
      invariants.size,
      machine.mutants.length,
      recordingsOf(machine.name),
    ];
  });
  return tableOf(HEAD, rows);
}

/** How many experiments the recordings of a machine hold, in how many files. */
function recordingsOf(machine: string): string {
  const folder = join(LAYOUT.root, 'recordings', machine);
  if (!existsSync(folder)) return '–';
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .sort();
  const count = (file: string): number =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"recording"')).length;
  const experiments = files.reduce((sum, file) => sum + count(file), 0);
  return `${experiments} experiments in ${files.length} files`;
}
