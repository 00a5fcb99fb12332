/**
 * Every way in which a run can be green for nothing, as findings. Cucumber by itself exits 0 on an empty run,
 * on a scenario without steps and on a skipped one. Tags and shape are judged of what was selected; what the
 * features lack as a whole (a requirement without a case, an empty file, an id that stands twice, a scenario that
 * says nothing) is judged in every run, so that no filter and no shard hides it.
 */
import type { Book, Entry } from '../book';
import type { Catalogue } from '../catalogue';
import { once } from '../../model/core/once';
import type { CaseReport } from '../report-types';
import type { Filter } from '../selection';
import type { Finding } from './finding';
import { distinct } from './finding';
import type { Outcome } from './run';
import { guardApplicable, guardExercised, guardHidden, guardOutcomes, guardUses } from './run';
import { guardNothing } from './nothing';
import { guardDocuments, guardShape, guardThen } from './shape';
import { guardTags } from './tags';
import { guardCoverage, guardDuplicates, guardRequirements } from './trace';

export { distinct, finding, FINDING_KINDS, inOrder } from './finding';
export type { Finding, FindingKind } from './finding';
export { guardOffered } from './run';
export type { Outcome } from './run';

export interface Plan {
  readonly book: Book;
  readonly selected: readonly Entry[];
  readonly filter: Filter;
  readonly catalogues: readonly Catalogue[];
  /** Whether the features are somebody's own: they need not show every requirement of a catalogue. */
  readonly own: boolean;
}

/** What the features say wrongly: everything that shows before anything runs. */
export function guardPlan({ book, selected, filter, catalogues, own }: Plan): readonly Finding[] {
  return distinct([
    ...guardNothing(book, selected, filter),
    ...guardDocuments(book),
    ...thenless(book),
    ...selected.flatMap(guardShape),
    ...selected.flatMap(guardTags),
    ...selected.flatMap((entry) => guardRequirements(entry, catalogues)),
    ...doubled(book),
    ...(own ? [] : guardCoverage(book.entries, catalogues, filter)),
  ]);
}

const thenless = once(({ entries }: Book) => entries.flatMap(guardThen));
const doubled = once(({ entries }: Book) => guardDuplicates(entries));

/** What a finished run did not do. `replay` says that one run of one property was asked for, not all of them. */
export function guardRun(
  outcomes: readonly Outcome[],
  results: readonly CaseReport[],
  replay: boolean,
  { catalogues, book }: Pick<Plan, 'catalogues' | 'book'>,
): readonly Finding[] {
  const exercised = replay ? [] : guardExercised(results);
  return distinct([
    ...guardOutcomes(outcomes),
    ...outcomes.flatMap(guardUses),
    ...guardApplicable(results),
    ...guardHidden(
      results,
      catalogues,
      book.entries.flatMap((entry) => entry.case ?? []),
    ),
    ...exercised,
  ]);
}
