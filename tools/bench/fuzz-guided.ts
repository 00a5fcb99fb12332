/** How many operations it takes to find the planted mutants, with what was reached as a guide and without. */
import { benchOf } from '../../fuzz/bench';
import { campaign } from '../../fuzz/campaign';
import type { Machine, Mutant } from '../../model/core/machine';
import { ModelSubject, REFERENCE } from '../../subjects/model-subject';

export interface Searches {
  /** How many mutants were looked for. */
  readonly mutants: number;
  /** Operations of all searches, the seeds of all mutants. */
  readonly guided: number;
  readonly unguided: number;
  /** Searches that found their mutant. */
  readonly foundGuided: number;
  readonly foundUnguided: number;
}

/**
 * @param limit operations after which a search is given up
 * @param every which of the mutants: each n-th
 */
export async function searches(
  machine: Machine,
  {
    seeds,
    limit,
    every,
  }: { readonly seeds: readonly number[]; readonly limit: number; readonly every: number },
): Promise<Searches> {
  const [guided, unguided]: [number[], number[]] = [[], []];
  const mutants = machine.mutants.filter((_mutant, i) => i % every === 0);
  for (const mutant of mutants)
    for (const seed of seeds) {
      guided.push(await operationsFor(machine, mutant, { seed, limit, guided: true }));
      unguided.push(await operationsFor(machine, mutant, { seed, limit, guided: false }));
    }
  const total = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0);
  const found = (all: readonly number[]): number => all.filter((one) => one < limit).length;
  return {
    mutants: mutants.length,
    guided: total(guided),
    unguided: total(unguided),
    foundGuided: found(guided),
    foundUnguided: found(unguided),
  };
}

/** Operations until the mutant was found; `limit` where it was not. */

async function operationsFor(
  machine: Machine,
  mutant: Mutant,
  { seed, limit, guided }: { readonly seed: number; readonly limit: number; readonly guided: boolean },
): Promise<number> {
  const offer = REFERENCE.machines.find(
    (one) => one.machine === machine.name && one.profile === mutant.profile,
  );
  if (!offer) throw new Error(`${machine.name} has no profile ${mutant.profile}`);
  const description = { name: mutant.id, version: '1', machines: [offer] };
  const bench = benchOf(new ModelSubject(mutant.model(offer.choices), description), offer, true);
  const stop = new AbortController();
  const onFound = (): void => stop.abort();
  const { asked, found } = await campaign(bench, {
    seed,
    steps: limit,
    guided,
    signal: stop.signal,
    // How short it gets is of no account, and makes no difference to what was asked for.
    patience: 0,
    onFound,
  });
  return found.length > 0 ? Math.min(asked, limit) : limit;
}
