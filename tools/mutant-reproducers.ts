/**
 * `npm run mutants -- --reproducers`: of every mutant that dies, the shortest reproducer, run again on the mutant, which
 * has to fail, and on the reference, which has to pass.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchOf } from '../fuzz/bench';
import type { Reproducer } from '../fuzz/reproducer';
import { reproducerOf } from '../fuzz/reproducer';
import type { Machine, Mutant } from '../model/core/machine';
import { RAW } from '../steps/phrases/raw';
import { runSuite } from '../reports/runner';
import { DEFAULT_RUNS, DEFAULT_SEED } from '../steps/session';
import { keepDeaths, takeDeaths } from '../steps/deaths';
import type { Lab } from '../steps/lab';
import { ModelSubject } from '../subjects/model-subject';

/** What became of the mutants of a machine. */
interface Tally {
  readonly mutants: number;
  readonly reproduced: readonly { readonly mutant: Mutant; readonly reproducer: Reproducer }[];
  /** Mutants whose reproducer is red on them, and green on the reference. */
  readonly red: readonly string[];
  readonly green: readonly string[];
}

/** Prints a line for the machine; returns how many things are not as they should be. */
export async function showReproducers(machine: Machine): Promise<number> {
  const { mutants, reproduced, red, green } = await tallyOf(machine);
  const lengths = reproduced.map(({ reproducer }) => reproducer.sequence.ops.length).sort((a, b) => a - b);
  const first = reproduced.filter(
    ({ mutant, reproducer }) => reproducer.requirements[0] === mutant.requirement,
  );
  const raw = reproduced.filter(({ reproducer }) =>
    RAW.some(({ text }) => reproducer.feature.includes(text)),
  );
  const share = ((100 * first.length) / Math.max(reproduced.length, 1)).toFixed(1);
  console.log(
    `${machine.name}: ${reproduced.length} of ${mutants} mutants have a reproducer: ` +
      `red on the mutant ${red.length}, green on the reference ${green.length}; ` +
      `operations: median ${lengths[lengths.length >> 1] ?? 0}, most ${lengths.at(-1) ?? 0}; ` +
      `the broken requirement first ${first.length} (${share} %); ${raw.length} not in the machine's own phrases alone`,
  );
  const missing = reproduced.filter(({ mutant: { id } }) => !red.includes(id) || !green.includes(id));
  for (const { mutant } of missing)
    console.log(`  ${mutant.id}: its reproducer does not tell it from the reference`);
  return missing.length + mutants - reproduced.length;
}

async function tallyOf(machine: Machine): Promise<Tally> {
  keepDeaths();
  await runSuite({
    machines: [machine.name],
    seed: DEFAULT_SEED,
    runs: DEFAULT_RUNS,
    mutants: 'tagged',
    naming: true,
  });
  const deaths = takeDeaths();
  const reproduced: { mutant: Mutant; reproducer: Reproducer }[] = [];
  for (const mutant of machine.mutants) {
    const lab = deaths.get(mutant.id);
    const reproducer = lab
      ? await reproducerOf(benchFor(mutant, lab), lab, `${machine.name}.found-${mutant.id}`)
      : null;
    if (reproducer) reproduced.push({ mutant, reproducer });
    else
      console.log(
        `  ${mutant.id}: ${lab ? 'what failed does not fail again' : 'no case of its requirement noticed it'}`,
      );
  }
  return { mutants: machine.mutants.length, reproduced, ...(await replayed(machine, reproduced)) };
}

function benchFor(mutant: Mutant, { options: { offer } }: Lab): ReturnType<typeof benchOf> {
  const description = { name: mutant.id, version: '1', machines: [offer] };
  return benchOf(new ModelSubject(mutant.model(offer.choices), description), offer, true);
}

async function replayed(
  { name }: Machine,
  reproduced: Tally['reproduced'],
): Promise<Pick<Tally, 'red' | 'green'>> {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-reproducers-'));
  try {
    mkdirSync(join(folder, name));
    for (const { mutant, reproducer } of reproduced)
      writeFileSync(join(folder, name, `${mutant.id}.feature`), reproducer.feature);
    const { conformance } = await runSuite({
      machines: [name],
      paths: [folder],
      seed: DEFAULT_SEED,
      mutants: true,
    });
    const own = new Map(conformance.cases.map((one) => [one.id, one]));
    const ids = reproduced.map(({ mutant: { id } }) => id);
    return {
      red: ids.filter((id) => own.get(`${name}.found-${id}`)?.killed?.includes(id)),
      green: ids.filter((id) => own.get(`${name}.found-${id}`)?.verdict === 'pass'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
