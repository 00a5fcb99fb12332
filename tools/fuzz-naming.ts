/**
 * `npm run mutants -- --fuzz [--every=N]`: `hvspec fuzz` on every mutant, or every N-th, and how often the requirement that it
 * names first is the mutant's own.
 */
import { benchOf } from '../fuzz/bench';
import { campaign } from '../fuzz/campaign';
import { namingByCases } from '../fuzz/name';
import type { Machine, Mutant } from '../model/core/machine';
import { DEFAULT_SEED } from '../steps/session';
import { ModelSubject, REFERENCE } from '../subjects/model-subject';

/** Operations after which a mutant counts as not found. */
const STEPS = 20_000;

interface Met {
  readonly mutant: Mutant;
  /** The requirements as fuzz names them; null where nothing was found. */
  readonly named: readonly string[] | null;
}

/** Prints the machine's figure, and the mutants of which another requirement comes first. */
export async function showFuzzNaming(machine: Machine, every: number): Promise<void> {
  const met: Met[] = [];
  for (const [i, mutant] of machine.mutants.entries())
    if (i % every === 0) met.push({ mutant, named: await namedBy(machine, mutant) });
  const found = met.flatMap(({ mutant, named }) => (named ? [{ mutant, named }] : []));
  const astray = found.filter(({ mutant, named }) => named[0] !== mutant.requirement);
  const first = found.length - astray.length;
  const share = ((100 * first) / Math.max(found.length, 1)).toFixed(1);
  console.log(
    `${machine.name}: fuzz finds ${found.length} of ${met.length} mutants within ${STEPS} operations; ` +
      `the broken requirement is named first for ${first} (${share} %)`,
  );
  for (const { mutant, named } of astray)
    console.log(`  ${mutant.id} breaks ${mutant.requirement}: named is ${named.slice(0, 4).join(', ')}`);
}

async function namedBy({ name }: Machine, mutant: Mutant): Promise<readonly string[] | null> {
  const offer = REFERENCE.machines.find((one) => one.machine === name && one.profile === mutant.profile);
  if (!offer) throw new RangeError(`the reference has no ${name}/${mutant.profile}`);
  const description = { name: mutant.id, version: '1', machines: [offer] };
  const bench = benchOf(new ModelSubject(mutant.model(offer.choices), description), offer, true);
  const { found } = await campaign(bench, { seed: DEFAULT_SEED, steps: STEPS, naming: namingByCases(bench) });
  return found[0]?.requirements ?? null;
}
