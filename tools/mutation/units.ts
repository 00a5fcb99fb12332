/** The cases of a machine in each profile, bound to their steps, with what each comes by in the model. */
import type { Model } from '../../model/core/machine';
import { machineOf } from '../../model/machines';
import { runSuite } from '../../reports/runner';
import type { Bound } from '../../steps/bound';
import { boundTo } from '../../steps/bound';
import { Inconclusive } from '../../steps/fate';
import { DEFAULT_SEED } from '../../steps/session';
import { ModelSubject } from '../../subjects/model-subject';
import { takeSeen } from './switches';

export interface Unit extends Bound {
  /** Its place in the order in which units are tried. */
  readonly at: number;
  /** The mutants that it comes by. */
  readonly reaches: ReadonlySet<number>;
}

/** Runs of a property: fewer than in a run of the suite, so a mutant that dies here dies there. */
const RUNS = 30;

/** Binds all cases. @throws Error where one fails on the reference: then nothing can be said of mutants */
export async function boundCases(machine: string): Promise<readonly Bound[]> {
  const found: Bound[] = [];
  boundTo((one) => found.push(one));
  const { conformance } = await runSuite({ machines: [machine], seed: DEFAULT_SEED, runs: RUNS });
  boundTo(null);
  const failed = conformance.cases.find(
    ({ verdict }) => !['pass', 'inapplicable', 'inconclusive'].includes(verdict),
  );
  if (failed) throw new Error(`${failed.id} does not pass on the reference`);
  return found;
}

/**
 * Runs each case once more, and notes which mutants it comes by. Of the combinations of choices after a case's first only
 * those are kept in which it comes by others; properties come last, before them those that come by most.
 */
export async function unitsOf(cases: readonly Bound[]): Promise<readonly Unit[]> {
  const units: Omit<Unit, 'at'>[] = [];
  const known = new Map<string, Set<number>>();
  for (const one of cases) {
    takeSeen();
    await played(one);
    const reaches = takeSeen();
    const key = `${one.case.id} ${one.offer.profile}`;
    const before = known.get(key);
    const news = before ? new Set([...reaches].filter((id) => !before.has(id))) : reaches;
    known.set(key, new Set([...(before ?? []), ...reaches]));
    if (!before || news.size > 0) units.push({ ...one, reaches: news });
  }
  const isLate = ({ case: { invariant } }: Bound): number => (invariant === null ? 0 : 1);
  return units
    .sort((a, b) => isLate(a) - isLate(b) || a.reaches.size - b.reaches.size)
    .map((unit, at) => ({ ...unit, at }));
}

/** Few runs of a property may not come to all that it is about. */
async function played(one: Bound): Promise<void> {
  try {
    await one.play(one.lab(one.offer, new ModelSubject(modelOf(one)), null));
  } catch (error) {
    if (!(error instanceof Inconclusive)) throw error;
  }
}

/** The reference of a case. */
export function modelOf({ case: { machine }, offer }: Bound): Model {
  const profile = machineOf(machine.name).profiles.find(({ name }) => name === offer.profile);
  if (!profile) throw new Error(`${machine.name} has no profile ${offer.profile}`);
  return profile.model(offer.choices);
}
