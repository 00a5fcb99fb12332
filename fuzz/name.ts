/** Which of the requirements that a disagreement may break comes first: the suite's own cases are run, and say. */
import type { AnyOp, AnyOutcome } from '../model/core/machine';
import { isRed } from '../reports/failing';
import { planOf } from '../reports/plan';
import type { Verdict } from '../reports/verdict';
import { verdictsOf } from '../steps/play';
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

/** What a case came to, and is about. */
export type Judged = Pick<Verdict, 'verdict' | 'requirements' | 'broken' | 'perhaps' | 'at' | 'trace'>;

/**
 * Names by the suite's cases: see {@link named}. They are run once, when they are first asked for; the subject is left in any state.
 * @param patience milliseconds after which no further case is begun
 */
export function namingByCases(bench: Bench, patience = PATIENCE): Naming {
  let cases: Promise<readonly Judged[]> | null = null;
  return async (one) => {
    cases ??= casesOn(bench, patience);
    return named(one, await cases);
  };
}

/**
 * The requirements of a disagreement, that which the cases name before its own. Of the failures that fit it those with the fewest
 * operations have a vote: a whole one for the requirement that they name first, half a one for the next, a third for the one after.
 * What a requirement has of them counts as much as its cases fail, by the root of their share: one that most of its own cases show to
 * hold did hardly break. A failure fits that may break one of the same requirements, or differs in the same operation; where none
 * fits, all are asked; where no case fails, the requirements stay as they are.
 */
export function named(one: Differs, cases: readonly Judged[]): readonly string[] {
  const failures = cases.filter((judged) => isRed(judged) && blamed(judged).length > 0);
  const fitting = failures.filter((failed) => fits(one, failed));
  const votes = votesOf(one, shortestOf(fitting.length > 0 ? fitting : failures));
  const weight = (id: string): number => (votes.get(id) ?? 0) * Math.sqrt(failingShare(id, cases));
  const [first] = [...votes.keys()].sort((a, b) => weight(b) - weight(a));
  return [...new Set([...(first === undefined ? [] : [first]), ...one.requirements])];
}

/** What a failure may break, most likely first. */
export function blamed({ broken = [], perhaps = [] }: Judged): readonly string[] {
  return [...broken, ...perhaps];
}

function fits({ op, requirements }: Differs, failed: Judged): boolean {
  const { at, trace = [] } = failed;
  if (blamed(failed).some((id) => requirements.includes(id))) return true;
  const differed = at === undefined ? undefined : trace[at]?.op;
  return (differed as Partial<AnyOp> | undefined)?.op === op;
}

function shortestOf(failures: readonly Judged[]): readonly Judged[] {
  const length = ({ trace = [] }: Judged): number => trace.length;
  const least = Math.min(...failures.map(length));
  return failures.filter((one) => length(one) === least);
}

function votesOf({ requirements }: Differs, failures: readonly Judged[]): ReadonlyMap<string, number> {
  const votes = new Map<string, number>();
  for (const one of failures) {
    // What else the case is about has a voice where the disagreement may break it.
    const about = one.requirements.filter((id) => requirements.includes(id));
    for (const [i, id] of [...new Set([...blamed(one), ...about])].entries())
      votes.set(id, (votes.get(id) ?? 0) + 1 / (i + 1));
  }
  return votes;
}

/** How many of the cases about a requirement fail, of those that came to anything. */
function failingShare(id: string, cases: readonly Judged[]): number {
  const about = cases.filter(({ requirements }) => requirements.includes(id));
  const [failed, passed] = [about.filter(isRed), about.filter(({ verdict }) => verdict === 'pass')];
  return failed.length / Math.max(1, failed.length + passed.length);
}

/**
 * The suite's cases on the subject, without the properties, of which each is a hundred runs.
 * @param patience milliseconds after which no further case is begun
 */
export async function casesOn(
  { subject, machine, offer, strictSeen }: Bench,
  patience = PATIENCE,
): Promise<readonly Judged[]> {
  const end = performance.now() + patience;
  const asked = new Asked(subject, offer);
  const { selected } = planOf({ machines: [machine.name], profiles: [offer.profile] });
  const examples = selected.filter(({ case: of, pickle }) => of?.invariant === null && pickle);
  const judged: Verdict[] = [];
  for (const one of examples) {
    if (performance.now() > end) break;
    judged.push(...(await verdictsOf(one, asked, { strictSeen })));
  }
  return judged.sort((a, b) => (a.case < b.case ? -1 : a.case > b.case ? 1 : 0));
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
