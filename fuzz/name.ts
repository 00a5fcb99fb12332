/** Which of the requirements that a disagreement may break comes first: the suite's own cases are run, and say. */
import type { AnyOp, AnyOutcome } from '../model/core/machine';
import type { FailureGroup } from '../reports/failing';
import { failureGroups } from '../reports/failing';
import { halt } from '../reports/halt';
import { planOf } from '../reports/plan';
import type { CaseReport } from '../reports/report-types';
import { runSuite } from '../reports/runner';
import { DEFAULT_SEED } from '../steps/session';
import { withLent } from '../subjects/opened';
import type { Offer, Subject } from '../subjects/subject';
import type { Bench } from './bench';

const PATIENCE = 60_000;

/** What differs: the operation, and the requirements that it may break. */
export interface Differs {
  readonly op: string;
  /** At least one, as the table of owners orders them. */
  readonly requirements: readonly string[];
}

/** The requirements of a disagreement, that which broke first. */
export type Naming = (one: Differs) => Promise<readonly string[]>;

/**
 * Names as `hvspec run` does, and nearly by the same rule (`failureGroups`): of the failures that fit the disagreement that with
 * the fewest operations comes first, and its requirement; of equally short ones that of a requirement which the disagreement may
 * break, too, then that which most break. A failure fits that may break one of the same requirements, or differs in the same
 * operation. Where none fits, the first of all failures is named; where no case fails, the requirements stay as they are. The cases
 * are run once, when they are first asked for, without the properties, of which each is a hundred runs; the subject is left in any
 * state.
 * @param patience milliseconds after which no further case is begun
 */
export function namingAsRun(bench: Bench, patience = PATIENCE): Naming {
  let groups: Promise<readonly FailureGroup[]> | null = null;
  return async (one) => {
    groups ??= failuresOf(bench, patience);
    return named(one, await groups);
  };
}

/** The requirements of a disagreement, that which the cases name before its own; `groups` as `failureGroups` sorts them. */
export function named(one: Differs, groups: readonly FailureGroup[]): readonly string[] {
  const fitting = groups.filter(({ first, others }) =>
    [first, ...others].some((failed) => fits(one, failed)),
  );
  const length = ({ first: { trace = [] } }: FailureGroup): number => trace.length;
  const [shortest = groups[0]] = fitting;
  const first = fitting.find(
    (group) =>
      shortest &&
      length(group) === length(shortest) &&
      one.requirements.includes(group.first.broken?.[0] ?? ''),
  );
  return [...new Set([...((first ?? shortest)?.first.broken ?? []), ...one.requirements])];
}

function fits({ op, requirements }: Differs, failed: CaseReport): boolean {
  const { broken = [], perhaps = [], at, trace = [] } = failed;
  if ([...broken, ...perhaps].some((id) => requirements.includes(id))) return true;
  return at !== undefined && trace[at]?.op['op'] === op;
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
