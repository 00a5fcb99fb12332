/**
 * `npm run mutants`: runs every case on the reference and on every mutant of its profiles and prints the matrix.
 * Exits 1 where a mutant lives, dies by the wrong requirement or escapes its invariant, where a case kills nothing,
 * and where the run on the reference is not green. With `--quick` the column of cases counts only those that the
 * answer needed. Words are machines.
 */
import Table from 'cli-table3';
import { MACHINES } from '../model/machines';
import type { MutantFate, Mutation } from '../reports/mutation';
import { mutationOf } from '../reports/mutation';
import { planOf } from '../reports/plan';
import type { Conformance } from '../reports/report-types';
import { runSuite } from '../reports/runner';
import { summaryText } from '../reports/summary-text';
import { DEFAULT_RUNS, DEFAULT_SEED } from '../steps/session';

const words = process.argv.slice(2);
const only = words.filter((word) => !word.startsWith('-'));
const quick = words.includes('--quick');
const machines = only.length > 0 ? only : MACHINES.map(({ name }) => name);

async function run(mutants: true | 'tagged', paths?: readonly string[]): Promise<Conformance> {
  const selection = { machines, ...(paths ? { paths } : {}) };
  return (await runSuite({ ...selection, seed: DEFAULT_SEED, runs: DEFAULT_RUNS, mutants })).conformance;
}

interface Whole {
  /** Of the run of all cases. */
  readonly report: Conformance;
  /** Of all cases, with the mutants that each killed. */
  readonly results: Conformance['cases'];
}

async function runWhole(): Promise<Whole> {
  const report = await run(true);
  return { report, results: report.cases };
}

/**
 * The same answer for less: first each case on the mutants of its own requirements, which decides who survives;
 * then the cases that killed none of those on all mutants, which decides who is idle.
 */
async function runQuickly(): Promise<Whole> {
  const report = await run('tagged');
  const killers = new Set(
    report.cases.filter(({ killed = [] }) => killed.length > 0).map((result) => result.id),
  );
  const rest = report.cases.filter(({ id }) => !killers.has(id));
  if (rest.length === 0) return { report, results: report.cases };
  const { cases } = await run(true, [...new Set(rest.map(({ feature, line }) => `${feature}:${line}`))]);
  return { report, results: [...report.cases, ...cases] };
}

/** Case ids of invariants, with their numbers. */
function invariants(): ReadonlyMap<string, number> {
  const { entries } = planOf({ machines }).book;
  return new Map(
    entries.flatMap(({ case: found }) =>
      found && found.invariant !== null ? [[found.id, found.invariant] as const] : [],
    ),
  );
}

function invariantText({ mutant, byInvariant }: MutantFate): string {
  if (byInvariant === null) return '';
  return byInvariant ? `${mutant.invariant ?? ''}` : `NOT BY ${mutant.invariant ?? ''}`;
}

function matrix({ fates }: Mutation): string {
  const table = new Table({
    head: ['mutant', 'profile', 'breaks', 'dies by', 'cases', 'invariant'],
    style: { head: [], border: [] },
  });
  for (const fate of fates) {
    const { mutant, by, byRequirement } = fate;
    const killer = byRequirement[0] ?? (by.length > 0 ? '(another requirement)' : 'NOTHING');
    table.push([mutant.id, mutant.profile, mutant.requirement, killer, by.length, invariantText(fate)]);
  }
  return table.toString();
}

/** Prints what the machine's mutants met with; returns how many findings there are. */
function show(name: string, mutation: Mutation): number {
  const { fates, idle, cases, findings } = mutation;
  const dead = fates.filter(({ by }) => by.length > 0).length;
  console.log(`${name}: ${fates.length} mutants, ${cases} cases\n${matrix(mutation)}`);
  for (const finding of findings) console.log(`  ${finding}`);
  console.log(`${name}: ${dead} of ${fates.length} mutants dead, ${idle.length} idle cases\n`);
  return findings.length;
}

async function main(): Promise<number> {
  const { report, results } = await (quick ? runQuickly() : runWhole());
  const numbers = invariants();
  let findings = 0;
  for (const machine of MACHINES) {
    if (!machines.includes(machine.name)) continue;
    const own = results.filter((result) => result.machine === machine.name);
    findings += show(machine.name, mutationOf(machine.mutants, own, numbers));
  }
  const { mutants: _shown, ...reference } = report;
  console.log(summaryText(reference, { colour: false }));
  return findings > 0 || report.exit.code !== 0 ? 1 : 0;
}

void main().then((code) => {
  process.exitCode = code;
});
