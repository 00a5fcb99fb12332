/** How many operations it takes to find the planted mutants, with what was reached as a guide and without. */
import { benchOf } from '../../fuzz/bench';
import { campaign } from '../../fuzz/campaign';
import type { Machine, Mutant } from '../../model/core/machine';
import { ModelSubject, REFERENCE } from '../../subjects/model-subject';

export interface Search {
  readonly mutant: string;
  /** Of each seed the operations until it was found, or all that there were where it was not. */
  readonly guided: readonly number[];
  readonly unguided: readonly number[];
}

export interface Searches {
  readonly searches: readonly Search[];
  /** Medians of a mutant's seeds, summed up over the mutants. */
  readonly guided: number;
  readonly unguided: number;
  /** Mutants that were found with most seeds. */
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
  const made: Search[] = [];
  for (const [i, mutant] of machine.mutants.entries()) {
    if (i % every !== 0) continue;
    const [guided, unguided]: [number[], number[]] = [[], []];
    for (const seed of seeds) {
      guided.push(await operationsFor(machine, mutant, { seed, limit, guided: true }));
      unguided.push(await operationsFor(machine, mutant, { seed, limit, guided: false }));
    }
    made.push({ mutant: mutant.id, guided, unguided });
  }
  const total = (key: 'guided' | 'unguided'): number => made.reduce((sum, one) => sum + middle(one[key]), 0);
  const found = (key: 'guided' | 'unguided'): number => made.filter((one) => middle(one[key]) < limit).length;
  return {
    searches: made,
    guided: total('guided'),
    unguided: total('unguided'),
    foundGuided: found('guided'),
    foundUnguided: found('unguided'),
  };
}

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
  const { operations, found } = await campaign(bench, {
    seed,
    steps: limit,
    guided,
    signal: stop.signal,
    onFound,
  });
  return found.length > 0 ? Math.min(operations, limit) : limit;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
