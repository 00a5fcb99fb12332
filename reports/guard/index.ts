/**
 * Every way in which a run can be green for nothing, as findings. Cucumber by itself exits 0 on an empty run,
 * on a scenario without steps and on a skipped one. Judged is what was selected, and nothing else.
 */
import type { Book, Entry } from '../book';
import type { Catalogue } from '../catalogue';
import type { CaseReport } from '../report-types';
import type { Filter } from '../selection';
import { isWhole } from '../selection';
import type { Finding } from './finding';
import { distinct } from './finding';
import type { Outcome } from './run';
import { guardApplicable, guardExercised, guardOutcomes } from './run';
import { guardNothing } from './nothing';
import { guardDocuments, guardShape } from './shape';
import { guardTags } from './tags';
import { guardCoverage, guardDuplicates, guardRequirements } from './trace';

export { distinct, finding, FINDING_KINDS } from './finding';
export type { Finding, FindingKind } from './finding';
export type { Outcome } from './run';

export interface Plan {
  readonly book: Book;
  readonly selected: readonly Entry[];
  readonly filter: Filter;
  readonly catalogues: readonly Catalogue[];
}

/** What the features say wrongly: everything that shows before anything runs. */
export function guardPlan({ book, selected, filter, catalogues }: Plan): readonly Finding[] {
  const ids = new Set(selected.flatMap((entry) => entry.case?.id ?? []));
  const whole = isWhole(filter);
  return distinct([
    ...guardNothing(book, selected, filter),
    ...guardDocuments(book, ({ uri }) =>
      filter.places ? filter.places.some((place) => place.uri === uri) : whole,
    ),
    ...selected.flatMap(guardShape),
    ...selected.flatMap(guardTags),
    ...selected.flatMap((entry) => guardRequirements(entry, catalogues)),
    ...guardDuplicates(book.entries, ids),
    ...(whole ? guardCoverage(book.entries, catalogues, filter) : []),
  ]);
}

/** What a finished run did not do. `replay` says that one run of one property was asked for, not all of them. */
export function guardRun(
  outcomes: readonly Outcome[],
  results: readonly CaseReport[],
  replay: boolean,
): readonly Finding[] {
  const exercised = replay ? [] : guardExercised(results);
  return distinct([...guardOutcomes(outcomes), ...guardApplicable(results), ...exercised]);
}
