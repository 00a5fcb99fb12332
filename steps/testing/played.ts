/** For tests: cases on an adapter, as far as a run's verdicts on them. */
import assert from 'node:assert/strict';
import type { Pickle } from '@cucumber/messages';
import type { Book, Entry } from '../../reports/book';
import type { Case } from '../../reports/case';
import { guardNothing } from '../../reports/guard/nothing';
import { planOf } from '../../reports/plan';
import { select } from '../../reports/selection';
import type { Verdict } from '../../reports/verdict';
import { ProcessSubject } from '../../subjects/process-subject';
import type { Offer } from '../../subjects/subject';
import type { Told } from '../play';
import { verdictsOf } from '../play';

export interface CaseEntry extends Entry {
  readonly case: Case;
  readonly pickle: Pickle;
}

let book: Book | null = null;

/**
 * The cases of a machine.
 * @param tags an expression of tags that there are
 */
export function casesOf(machine: string, tags?: string): readonly CaseEntry[] {
  book ??= planOf({}).book;
  const filter = { machines: [machine], ...(tags === undefined ? {} : { tags }) };
  const selected = select(book, filter);
  assert.deepEqual(guardNothing(book, selected, filter), []);
  return selected.filter((one): one is CaseEntry => one.case !== null && one.pickle !== null);
}

/** Those without its properties, which try the same over sequences and take longest. */
export function examplesOf(machine: string, tags?: string): readonly CaseEntry[] {
  return casesOf(machine, tags).filter(({ case: { invariant } }) => invariant === null);
}

export interface Played {
  readonly offers: readonly Offer[];
  readonly verdicts: readonly Verdict[];
}

/** What the cases come to on an adapter, which has to begin and to end well. What passes has shown all that it is about. */
export async function playedOn(
  argv: readonly string[],
  entries: readonly Entry[],
  told: Told = {},
): Promise<Played> {
  const subject = await ProcessSubject.start(argv);
  const verdicts: Verdict[] = [];
  try {
    for (const entry of entries) verdicts.push(...(await verdictsOf(entry, subject, told)));
  } finally {
    assert.equal(await subject.shutdown(), null);
  }
  const idle = verdicts.filter(
    ({ verdict, requirements, exercised }) =>
      verdict === 'pass' && requirements.some((id) => !exercised.includes(id)),
  );
  assert.deepEqual(idle, []);
  return { offers: subject.description.machines, verdicts };
}

/** Those of cases that ran and did not pass. */
export function amiss(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'inapplicable');
}
