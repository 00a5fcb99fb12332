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

/** What became of something wrong. */
export interface Tried {
  readonly id: string;
  /** That it breaks: one, or several, of which each may be named. */
  readonly breaks: readonly string[];
  /** Null where nothing noticed it, or what failed does not fail again. */
  readonly reproducer: Reproducer | null;
  /** Whether the reproducer fails on it, and passes on the reference. */
  readonly red: boolean;
  readonly green: boolean;
}

/** Prints a line for the machine's mutants; returns how many are not as they should be. */
export async function showReproducers(machine: Machine): Promise<number> {
  return tallied(machine.name, await triedOf(machine));
}

/** Prints the figures, and what has no reproducer that tells it from the reference; returns how many those are. */
export function tallied(title: string, tried: readonly Tried[]): number {
  const made = tried.flatMap(({ reproducer }) => reproducer ?? []);
  const lengths = made.map(({ sequence }) => sequence.ops.length).sort((a, b) => a - b);
  const misnamed = tried.filter(
    ({ breaks, reproducer }) => reproducer && !breaks.includes(reproducer.requirements[0] ?? ''),
  );
  const first = made.length - misnamed.length;
  const raw = made.filter(({ feature }) => RAW.some(({ text }) => feature.includes(text))).length;
  const share = ((100 * first) / Math.max(made.length, 1)).toFixed(1);
  const count = (key: 'red' | 'green'): number => tried.filter((one) => one[key]).length;
  console.log(
    `${title}: ${made.length} of ${tried.length} have a reproducer: ` +
      `red on the wrong ${count('red')}, green on the reference ${count('green')}; ` +
      `operations: median ${lengths[lengths.length >> 1] ?? 0}, most ${lengths.at(-1) ?? 0}; ` +
      `a broken requirement first ${first} (${share} %); ${raw} not in the machine's own phrases alone`,
  );
  for (const { id, breaks, reproducer } of misnamed)
    console.log(`  ${id} breaks ${breaks.join(', ')}: named is ${reproducer?.requirements.join(', ') ?? ''}`);
  const bad = tried.filter(({ red, green }) => !red || !green);
  for (const { id, reproducer } of bad)
    console.log(
      `  ${id}: ${reproducer ? 'its reproducer does not tell it from the reference' : 'nothing noticed it, or what failed does not fail again'}`,
    );
  return bad.length;
}

async function triedOf(machine: Machine): Promise<readonly Tried[]> {
  keepDeaths();
  await runSuite({
    machines: [machine.name],
    seed: DEFAULT_SEED,
    runs: DEFAULT_RUNS,
    mutants: 'tagged',
    naming: true,
  });
  const deaths = takeDeaths();
  const made = new Map<string, Reproducer>();
  for (const mutant of machine.mutants) {
    const lab = deaths.get(mutant.id);
    const reproducer =
      lab && (await reproducerOf(benchFor(mutant, lab), lab, `${machine.name}.found-${mutant.id}`));
    if (reproducer) made.set(mutant.id, reproducer);
  }
  const { red, green } = await replayed(machine, made);
  return machine.mutants.map(({ id, requirement }) => ({
    id,
    breaks: [requirement],
    reproducer: made.get(id) ?? null,
    red: red.has(id),
    green: green.has(id),
  }));
}

function benchFor(mutant: Mutant, { options: { offer } }: Lab): ReturnType<typeof benchOf> {
  const description = { name: mutant.id, version: '1', machines: [offer] };
  return benchOf(new ModelSubject(mutant.model(offer.choices), description), offer, true);
}

/** The mutants whose reproducers fail on them, and those whose reproducers pass on the reference. */
async function replayed(
  { name }: Machine,
  made: ReadonlyMap<string, Reproducer>,
): Promise<Readonly<Record<'red' | 'green', ReadonlySet<string>>>> {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-reproducers-'));
  try {
    mkdirSync(join(folder, name));
    for (const [id, { feature }] of made) writeFileSync(join(folder, name, `${id}.feature`), feature);
    const { conformance } = await runSuite({
      machines: [name],
      paths: [folder],
      seed: DEFAULT_SEED,
      mutants: true,
    });
    const own = new Map(conformance.cases.map((one) => [one.id, one]));
    const ids = [...made.keys()];
    return {
      red: new Set(ids.filter((id) => own.get(`${name}.found-${id}`)?.killed?.includes(id))),
      green: new Set(ids.filter((id) => own.get(`${name}.found-${id}`)?.verdict === 'pass')),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
