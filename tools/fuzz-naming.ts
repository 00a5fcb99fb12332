/**
 * `npm run mutants -- --fuzz [--every=N]`: `hvspec fuzz` on every mutant, or every N-th, and how often the requirement that it
 * names first is the mutant's own, or one that says the same of what was found.
 */
import type { Bench } from '../fuzz/bench';
import { benchOf, tried } from '../fuzz/bench';
import { campaign } from '../fuzz/campaign';
import type { Judged } from '../fuzz/name';
import { blamed, casesOn, named } from '../fuzz/name';
import type { Machine, Mutant } from '../model/core/machine';
import type { Ruled } from '../model/core/ruling';
import { isRed } from '../reports/failing';
import { DEFAULT_SEED } from '../steps/session';
import { ModelSubject, REFERENCE } from '../subjects/model-subject';

/** Operations after which a mutant counts as not found. */
const STEPS = 20_000;

/** A mutant that was found, and how it was named. */
interface Met {
  readonly mutant: Mutant;
  readonly named: readonly string[];
  /** Whether what is named first, be it another one, says the same as the mutant's own: see {@link saysTheSame}. */
  readonly isSame: boolean;
}

/** Prints the machine's figure, and the mutants of which another requirement comes first. */
export async function showFuzzNaming(machine: Machine, every: number): Promise<void> {
  const mutants = machine.mutants.filter((_mutant, i) => i % every === 0);
  const found: Met[] = [];
  for (const mutant of mutants) found.push(...(await meet(machine, mutant)));
  const astray = found.filter(({ mutant, named: [first] }) => first !== mutant.requirement);
  const alike = astray.filter(({ isSame }) => isSame);
  const share = (count: number): string => `${((100 * count) / Math.max(found.length, 1)).toFixed(1)} %`;
  const first = found.length - astray.length;
  console.log(
    `${machine.name}: fuzz finds ${found.length} of ${mutants.length} mutants within ${STEPS} operations; ` +
      `the broken requirement is named first for ${first} (${share(first)}), ` +
      `it or one that says the same of what was found for ${first + alike.length} (${share(first + alike.length)})`,
  );
  for (const { mutant, named: ids, isSame } of astray)
    console.log(
      `  ${mutant.id} breaks ${mutant.requirement}: named is ${ids.slice(0, 4).join(', ')}${isSame ? ', which says the same' : ''}`,
    );
}

/** Nothing where the mutant is not found. */
async function meet(machine: Machine, mutant: Mutant): Promise<readonly Met[]> {
  const bench = benchFor(machine, mutant);
  let cases: readonly Judged[] = [];
  const { found } = await campaign(bench, {
    seed: DEFAULT_SEED,
    steps: STEPS,
    naming: async (one) => {
      cases = await casesOn(bench);
      return named(one, cases);
    },
  });
  return Promise.all(
    found.slice(0, 1).map(async ({ requirements, sequence }) => {
      const { differences } = (await tried(bench, sequence)).named;
      const [first = ''] = requirements;
      const isSame = saysTheSame(first, mutant.requirement, differences, cases);
      return { mutant, named: requirements, isSame };
    }),
  );
}

/**
 * Whether nothing that was seen of a subject tells one requirement from the other: by the table of owners both speak of each field in
 * which it differs where it was found, or neither does; and of the cases none fails that may break one alone.
 */
export function saysTheSame(
  one: string,
  other: string,
  differences: readonly Pick<Ruled, 'owners'>[],
  cases: readonly Judged[],
): boolean {
  const both = (ids: readonly string[]): boolean => ids.includes(one) && ids.includes(other);
  const apart = (ids: readonly string[]): boolean => ids.includes(one) !== ids.includes(other);
  const spoken = differences.map(({ owners }) => owners);
  const failed = cases.filter(isRed).map(blamed);
  return spoken.some(both) && failed.some(both) && ![...spoken, ...failed].some(apart);
}

function benchFor({ name }: Machine, mutant: Mutant): Bench {
  const offer = REFERENCE.machines.find((one) => one.machine === name && one.profile === mutant.profile);
  if (!offer) throw new RangeError(`the reference has no ${name}/${mutant.profile}`);
  const description = { name: mutant.id, version: '1', machines: [offer] };
  return benchOf(new ModelSubject(mutant.model(offer.choices), description), offer, true);
}
