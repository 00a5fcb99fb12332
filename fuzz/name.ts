/** Which of the requirements that a disagreement may break comes first: the suite's own cases of them are run, and say. */
import type { AnyOp, AnyOutcome } from '../model/core/machine';
import type { FailureGroup } from '../reports/failing';
import { failureGroups } from '../reports/failing';
import { halt } from '../reports/halt';
import { planOf } from '../reports/plan';
import { runSuite } from '../reports/runner';
import { DEFAULT_SEED } from '../steps/session';
import { withLent } from '../subjects/opened';
import type { Offer, Subject } from '../subjects/subject';
import type { Bench } from './bench';

/** Milliseconds after which no further case is begun. */
const PATIENCE = 60_000;

/** Requirements that a disagreement may break, in the order of the machine's table of owners, to the order of a run. */
export type Naming = (candidates: readonly string[]) => Promise<readonly string[]>;

/**
 * Names as `hvspec run` does, and by the same rule (`failureGroups`): of the failures that may break one of the candidates the
 * shortest comes first, and its requirement. Of equally short ones that decides which candidate comes first, and then
 * which most break. Where no failure fits the first of all failures is named, and where no case fails, the candidates are as
 * they were. The cases are run once, when they are first asked for, without the properties, of which each is a hundred
 * runs; the subject is left in any state.
 */
export function namingAsRun(bench: Bench, patience = PATIENCE): Naming {
  let groups: Promise<readonly FailureGroup[]> | null = null;
  return async (candidates) => {
    groups ??= failuresOf(bench, patience);
    const all = await groups;
    const fitting = all.filter((group) => mayBreak(group).some((id) => candidates.includes(id)));
    const short = fitting.filter((group) => lengthOf(group) === lengthOf(fitting[0]));
    const first = candidates.find((id) => short.some((group) => brokenBy(group) === id));
    const named = first ?? brokenBy(fitting[0] ?? all[0]);
    return [...new Set([...(named === undefined ? [] : [named]), ...candidates])];
  };
}

function lengthOf(group: FailureGroup | undefined): number | undefined {
  return group?.first.trace?.length;
}

function brokenBy(group: FailureGroup | undefined): string | undefined {
  return group?.first.broken?.[0];
}

function mayBreak({ first, others }: FailureGroup): readonly string[] {
  return [first, ...others].flatMap(({ broken = [], perhaps = [] }) => [...broken, ...perhaps]);
}

async function failuresOf(
  { subject, machine, offer, strictSeen }: Bench,
  patience: number,
): Promise<readonly FailureGroup[]> {
  const end = performance.now() + patience;
  const machines = [machine.name];
  const properties = planOf({ machines }).selected.flatMap(({ case: of }) => of?.invariant ?? []);
  const { conformance } = await withLent(new Asked(subject, offer), () =>
    runSuite({
      machines,
      profiles: [offer.profile],
      tags: `not (${properties.map((number) => `@invariant-${number}`).join(' or ')})`,
      subject: [subject.description.name],
      seed: DEFAULT_SEED,
      strictSeen,
      onCase: () => {
        if (performance.now() > end) halt();
      },
    }),
  );
  return failureGroups(conformance);
}

/** A subject that is asked as a process is, whatever it is: a model has no shadow of its own then. It offers one thing alone. */
class Asked implements Subject {
  readonly description;

  constructor(
    private readonly subject: Subject,
    offer: Offer,
  ) {
    this.description = { ...subject.description, machines: [offer] };
  }

  reset(offer: Offer, config: object): Promise<void> {
    return this.subject.reset(offer, config);
  }

  step(op: AnyOp): Promise<AnyOutcome> {
    return this.subject.step(op);
  }

  inspect(): Promise<object> {
    return this.subject.inspect();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
