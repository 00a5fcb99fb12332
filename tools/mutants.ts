/**
 * `npm run mutants`: runs every case on every mutant of its profiles and prints the matrix. Exits 1 where a
 * mutant lives, dies by the wrong requirement or escapes its invariant, and where a case kills nothing.
 */
import { loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import type { Envelope, GherkinDocument, Pickle } from '@cucumber/messages';
import Table from 'cli-table3';
import { PassThrough } from 'node:stream';
import { join } from 'node:path';
import { MACHINES } from '../model/machines';
import { caseOf } from '../reports/case';
import { mutationOf } from '../reports/mutation';
import type { Verdict } from '../reports/verdict';
import { VERDICT_MEDIA_TYPE } from '../reports/verdict';

const only = process.argv.slice(2).filter((word) => !word.startsWith('-'));

async function main(): Promise<number> {
  const cwd = join(__dirname, '..');
  const { runConfiguration } = await loadConfiguration(
    {
      provided: {
        worldParameters: { mutants: true, runs: 60 },
        ...(only.length > 0 ? { tags: only.map((m) => `@${m}`).join(' or ') } : {}),
      },
    },
    { cwd },
  );
  const verdicts: Verdict[] = [];
  const documents = new Map<string, GherkinDocument>();
  const pickles: Pickle[] = [];
  const sink = new PassThrough().resume();
  await runCucumber(
    { ...runConfiguration, formats: { ...runConfiguration.formats, stdout: 'message' } },
    { cwd, stdout: sink, stderr: sink },
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
