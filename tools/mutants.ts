/**
 * `npm run mutants`: runs every case on every mutant of its profiles and prints the matrix. Exits 1 where a
 * mutant lives, dies by the wrong requirement or escapes its invariant, and where a case kills nothing. With
 * `--quick` the column of cases counts only those that the answer needed. Words are machines.
 */
import { loadConfiguration, loadSupport, runCucumber } from '@cucumber/cucumber/api';
import type { Envelope, GherkinDocument, Pickle } from '@cucumber/messages';
import Table from 'cli-table3';
import { PassThrough } from 'node:stream';
import { join } from 'node:path';
import { MACHINES } from '../model/machines';
import type { Case } from '../reports/case';
import { caseOf } from '../reports/case';
import { mutationOf } from '../reports/mutation';
import type { Verdict } from '../reports/verdict';
import { VERDICT_MEDIA_TYPE } from '../reports/verdict';

const words = process.argv.slice(2);
const only = words.filter((word) => !word.startsWith('-'));
const quick = words.includes('--quick');
const CWD = join(__dirname, '..');

interface Ran {
  readonly verdicts: readonly Verdict[];
  readonly cases: readonly Case[];
}

/** Runs the cases that the tags select, each also on mutants. */
async function run(mutants: true | 'tagged', tags: string): Promise<Ran> {
  const provided = { worldParameters: { mutants, runs: 60 }, ...(tags === '' ? {} : { tags }) };
  const { runConfiguration } = await loadConfiguration({ provided }, { cwd: CWD });
  support ??= await loadSupport(runConfiguration, { cwd: CWD });
  const verdicts: Verdict[] = [];
  const documents = new Map<string, GherkinDocument>();
  const pickles: Pickle[] = [];
  const sink = new PassThrough().resume();
  const formats = { ...runConfiguration.formats, stdout: 'message' };
  await runCucumber(
    { ...runConfiguration, formats, support },
    { cwd: CWD, stdout: sink, stderr: sink },
    (e: Envelope) => {
      if (e.gherkinDocument) documents.set(e.gherkinDocument.uri ?? '', e.gherkinDocument);
      if (e.pickle) pickles.push(e.pickle);
      if (e.attachment?.mediaType === VERDICT_MEDIA_TYPE)
        verdicts.push(...(JSON.parse(e.attachment.body) as Verdict[]));
    },
  );
  const cases = pickles.flatMap((pickle) => {
    const document = documents.get(pickle.uri);
    const found = document ? caseOf(pickle, document) : null;
    return found ? [found] : [];
  });
  return { verdicts, cases };
}

let support: Awaited<ReturnType<typeof loadSupport>> | null = null;

/**
 * The same answer for less: first each case on the mutants of its own requirements, which decides who survives;
 * then the cases that killed none of those on all mutants, which decides who is idle.
 */
async function runQuickly(tags: string): Promise<Ran> {
  const first = await run('tagged', tags);
  const killers = new Set(
    first.verdicts.filter(({ killed = [] }) => killed.length > 0).map((verdict) => verdict.case),
  );
  const rest = new Set(first.verdicts.map((verdict) => verdict.case).filter((id) => !killers.has(id)));
  if (rest.size === 0) return first;
  const slugs = [...new Set([...rest].map((id) => `@${id.split(':')[0] ?? ''}`))];
  const second = await run(true, slugs.join(' or '));
  return {
    cases: first.cases,
    verdicts: [...first.verdicts, ...second.verdicts.filter((verdict) => rest.has(verdict.case))],
  };
}

async function main(): Promise<number> {
  const tags = only.map((machine) => `@${machine}`).join(' or ');
  const { verdicts, cases } = quick ? await runQuickly(tags) : await run(true, tags);
  const invariants = new Map(
    cases.flatMap(({ id, invariant }) => (invariant === null ? [] : [[id, invariant] as const])),
  );
  let findings = 0;
  for (const machine of MACHINES) {
    if (only.length > 0 && !only.includes(machine.name)) continue;
    const own = verdicts.filter((verdict) => verdict.machine === machine.name);
    const mutation = mutationOf(machine.mutants, own, invariants);
    const table = new Table({
      head: ['mutant', 'profile', 'breaks', 'dies by', 'cases', 'invariant'],
      style: { head: [], border: [] },
    });
    for (const { mutant, by, byRequirement, byInvariant } of mutation.fates) {
      table.push([
        mutant.id,
        mutant.profile,
        mutant.requirement,
        byRequirement[0] ?? (by.length > 0 ? '(another requirement)' : 'NOTHING'),
        by.length,
        byInvariant === null
          ? ''
          : byInvariant
            ? `${mutant.invariant ?? ''}`
            : `NOT BY ${mutant.invariant ?? ''}`,
      ]);
    }
    console.log(
      `${machine.name}: ${mutation.fates.length} mutants, ${mutation.cases} cases\n${table.toString()}`,
    );
    for (const finding of mutation.findings) console.log(`  ${finding}`);
    const dead = mutation.fates.filter(({ by }) => by.length > 0).length;
    console.log(
      `${machine.name}: ${dead} of ${mutation.fates.length} mutants dead, ${mutation.idle.length} idle cases\n`,
    );
    const failed = verdicts.filter(
      (verdict) => verdict.machine === machine.name && verdict.verdict === 'fail',
    );
    for (const verdict of failed)
      console.log(
        `  case ${verdict.case} fails on the reference in ${verdict.profile}: ${verdict.message ?? ''}`,
      );
    findings += mutation.findings.length + failed.length;
  }
  return findings > 0 ? 1 : 0;
}

void main().then((code) => {
  process.exitCode = code;
});
