/**
 * `npm run mutants`: runs every case on the reference and on every mutant of its profiles and prints the matrix.
 * Exits 1 where a mutant lives, dies by the wrong requirement or escapes its invariant, where a case kills nothing,
 * and where the run on the reference is not green. With `--quick` the column of cases counts only those that the
 * answer needed, and nothing is said of what a run would name first. With `--reproducers` the shortest reproducer of
 * every mutant, and of every adapter that is wrong as real kernels were, is made and run again instead; with
 * `--reproducers --wrong` of those adapters alone. With `--fuzz` what `hvspec fuzz` finds, and how it names it, is told
 * instead; with `--every=N` of every N-th mutant alone.
 * Words are machines.
 */
import Table from 'cli-table3';
import { MACHINES } from '../model/machines';
import type { Case } from '../reports/case';
import type { MutantFate, Mutation } from '../reports/mutation';
import { attribution, mutationOf } from '../reports/mutation';
import type { RunResult } from '../reports/runner';
import { runSuite } from '../reports/runner';
import { summaryText } from '../reports/summary-text';
import { DEFAULT_RUNS, DEFAULT_SEED } from '../steps/session';
import { showFuzzNaming } from './fuzz-naming';
import { showReproducers } from './mutant-reproducers';
import { showVariantReproducers } from './variant-reproducers';
import { machinesOrExit } from './words';

const words = process.argv.slice(2);
const only = words.filter((word) => !word.startsWith('-'));
const quick = words.includes('--quick');
const machines = machinesOrExit(only);

function run(): Promise<RunResult> {
  const how = { seed: DEFAULT_SEED, runs: DEFAULT_RUNS, naming: !quick };
  return runSuite({ machines, ...how, mutants: quick ? 'enough' : true });
}

/** Case ids of invariants, with their numbers. */
function invariantsAmong(cases: readonly Case[]): ReadonlyMap<string, number> {
  return new Map(
    cases.flatMap(({ id, invariant }) => (invariant === null ? [] : [[id, invariant] as const])),
  );
}

function invariantText({ mutant, byInvariant }: MutantFate): string {
  if (byInvariant === null) return '';
  return byInvariant ? `${mutant.invariant ?? ''}` : `NOT BY ${mutant.invariant ?? ''}`;
}

function namedText({ named }: MutantFate): string {
  if (named === null) return '';
  return named.place === 'first' ? 'first' : `${named.place} (${named.first ?? 'nothing'} first)`;
}

function matrix({ fates }: Mutation): string {
  const table = new Table({
    head: ['mutant', 'profile', 'breaks', 'named', 'dies by', 'cases', 'invariant'],
    style: { head: [], border: [] },
  });
  for (const fate of fates) {
    const { mutant, by, byRequirement } = fate;
    const killer = byRequirement[0] ?? (by.length > 0 ? '(another requirement)' : 'NOTHING');
    table.push([
      mutant.id,
      mutant.profile,
      mutant.requirement,
      namedText(fate),
      killer,
      by.length,
      invariantText(fate),
    ]);
  }
  return table.toString();
}

/** Prints what the machine's mutants met with; returns how many findings there are. */
function show(name: string, mutation: Mutation): number {
  const { fates, idle, cases, findings } = mutation;
  const dead = fates.filter(({ by }) => by.length > 0).length;
  console.log(`${name}: ${fates.length} mutants, ${cases} cases\n${matrix(mutation)}`);
  for (const finding of findings) console.log(`  ${finding}`);
  const { first, named, wrong } = attribution(fates);
  const text = `the broken requirement is named first for ${first}, named for ${named}, not named for ${wrong}`;
  if (!quick) console.log(`${name}: ${text}`);
  console.log(`${name}: ${dead} of ${fates.length} mutants dead, ${idle.length} idle cases\n`);
  return findings.length;
}

async function main(): Promise<number> {
  if (words.includes('--reproducers')) return reproducers();
  if (words.includes('--fuzz')) return fuzzNaming();
  const whole = await run();
  const invariants = invariantsAmong(whole.cases);
  let findings = 0;
  for (const machine of MACHINES) {
    if (!machines.includes(machine.name)) continue;
    const own = whole.conformance.cases.filter((result) => result.machine === machine.name);
    findings += show(machine.name, mutationOf(machine.mutants, own, invariants));
  }
  const { mutants: _shown, ...reference } = whole.conformance;
  console.log(summaryText(reference, { colour: false }));
  const code = findings > 0 || whole.exit !== 0 ? 1 : 0;
  console.log(`\n${findings} findings about mutants, the reference ends with ${whole.exit} (exit ${code})`);
  return code;
}

async function reproducers(): Promise<number> {
  let findings = 0;
  for (const machine of MACHINES)
    if (machines.includes(machine.name)) {
      if (!words.includes('--wrong')) findings += await showReproducers(machine);
      findings += await showVariantReproducers(machine);
    }
  return findings > 0 ? 1 : 0;
}

async function fuzzNaming(): Promise<number> {
  const [every = '1'] = words.flatMap((word) => /^--every=([1-9]\d*)$/.exec(word)?.[1] ?? []);
  for (const machine of MACHINES)
    if (machines.includes(machine.name)) await showFuzzNaming(machine, Number(every));
  return 0;
}

void main().then((code) => {
  process.exitCode = code;
});
