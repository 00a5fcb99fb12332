/** The committed result: a row for each machine in `tools/mutation/RESULT.md`, its survivors in `tools/mutation/alive/`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYOUT } from '../../reports/layout';
import { formatted } from '../formatted';
import type { Fate } from './mutation';
import { scoreOf, survivorLines } from './report';

const FOLDER = join(LAYOUT.root, 'tools', 'mutation');
const FILE = join(FOLDER, 'RESULT.md');

const HEAD = `# Mutants that nothing noticed

What \`npm run mutation -- --write\` found last; CONTRIBUTING.md says what the words mean. The survivors of each row are in \`alive/\`.

| what | mutants | dead | equivalent | open | alive | of them differ | score | CPU s each | command | date |
| ---- | ------: | ---: | ---------: | ---: | ----: | -------------: | ----: | ---------: | ------- | ---- |
`;

export interface Run {
  /** As in `nv` or `nv in Python`. */
  readonly name: string;
  readonly command: string;
  /** How many mutants there are, of which `fates` may be a sample. */
  readonly all: number;
  readonly fates: readonly Fate[];
  /** CPU seconds that one took, those of the adapter not among them. */
  readonly each: number;
  /** Whether it was looked for what differs. */
  readonly triage: boolean;
}

/** Puts the row of a run in the place of its last one. */
export async function keepResult(run: Run): Promise<void> {
  const known = existsSync(FILE) ? readFileSync(FILE, 'utf8').split('\n') : [];
  const rows = known.filter((line) => /^\| [a-z]/.test(line) && !line.startsWith('| what '));
  const others = rows.filter((line) => line.split('|')[1]?.trim() !== run.name);
  const text = HEAD + [...others, rowOf(run)].sort().join('\n');
  writeFileSync(FILE, await formatted(FILE, text));
  mkdirSync(join(FOLDER, 'alive'), { recursive: true });
  writeFileSync(
    join(FOLDER, 'alive', `${run.name.replaceAll(' ', '-')}.txt`),
    `${survivorLines(run.fates).join('\n')}\n`,
  );
}

function rowOf({ name, command, all, fates, each, triage }: Run): string {
  const { dead, equivalent, open, differs, lives, percent } = scoreOf(fates);
  const cells = [
    name,
    fates.length === all ? String(all) : `${fates.length} of ${all}`,
    dead,
    equivalent,
    triage ? open : '?',
    differs + lives,
    triage ? differs : '?',
    `${percent.toFixed(1)} %`,
    each.toFixed(2),
    `\`${command}\``,
    new Date().toISOString().slice(0, 10),
  ];
  return `| ${cells.join(' | ')} |`;
}
