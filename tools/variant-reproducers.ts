/**
 * `npm run mutants -- --reproducers`, of the adapters that are wrong as real kernels were: the reproducer of what a run of the
 * suite tells first, performed again on the adapter, which has to fail, and on the reference, which has to pass.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argvOf, WRONG } from '../adapters/testing/wrong';
import type { Wrong } from '../adapters/testing/wrong';
import { benchOf } from '../fuzz/bench';
import type { Reproducer } from '../fuzz/reproducer';
import { reproducerOf } from '../fuzz/reproducer';
import type { Machine } from '../model/core/machine';
import { failureGroups } from '../reports/failing';
import { planOf } from '../reports/plan';
import { runSuite } from '../reports/runner';
import { keepDeaths, takeDeaths } from '../steps/deaths';
import { DEFAULT_SEED } from '../steps/session';
import { ProcessSubject } from '../subjects/process-subject';
import type { Tried } from './mutant-reproducers';
import { tallied } from './mutant-reproducers';

/** Prints a line for the machine; returns how many things are not as they should be. */
export async function showVariantReproducers(machine: Machine): Promise<number> {
  const wrong = WRONG.filter((one) => one.machine === machine.name);
  const tried: Tried[] = [];
  for (const one of wrong) {
    const reproducer = await shortest(one);
    const again = reproducer ? await replayed(one, reproducer) : { red: false, green: false };
    const breaks = [one.requirement, ...(one.also ?? [])];
    tried.push({ id: one.variant, breaks, reproducer, ...again });
  }
  return tallied(`${machine.name}, wrong as real kernels were`, tried);
}

/** Of the failure that a report tells first; null where nothing fails, or not again. */
async function shortest(one: Wrong): Promise<Reproducer | null> {
  const properties = planOf({ machines: [one.machine] }).selected.flatMap(
    ({ case: of }) => of?.invariant ?? [],
  );
  keepDeaths();
  const { conformance } = await runSuite({
    machines: [one.machine],
    subject: argvOf(one),
    tags: `not (${properties.map((number) => `@invariant-${number}`).join(' or ')})`,
    seed: DEFAULT_SEED,
  });
  const labs = takeDeaths();
  const [group] = failureGroups(conformance);
  const lab = group && labs.get(`${group.first.id} ${group.first.profile}`);
  if (!lab) return null;
  const subject = await ProcessSubject.start(argvOf(one));
  try {
    return await reproducerOf(benchOf(subject, lab.options.offer), lab, `${one.machine}.found-1`);
  } finally {
    await subject.close();
  }
}

async function replayed(one: Wrong, { feature }: Reproducer): Promise<Pick<Tried, 'red' | 'green'>> {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-reproducers-'));
  try {
    const file = join(folder, `${one.variant}.feature`);
    writeFileSync(file, feature);
    const run = { machines: [one.machine], paths: [file], seed: DEFAULT_SEED };
    const { conformance } = await runSuite({ ...run, subject: argvOf(one) });
    const reference = await runSuite(run);
    return {
      red: conformance.cases.some(({ verdict }) => verdict === 'fail'),
      green: reference.conformance.cases.every(({ verdict }) => verdict === 'pass'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
