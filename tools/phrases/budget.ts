/** A vocabulary that nobody can learn is none: how many phrases there may be. */
import type { Vocabulary } from '../../steps/phrases/vocabulary';
import { COMMON_CLAIMS } from '../../steps/phrases/common';
import { countOf } from './page';

/** Of a machine, besides the common ones and the sentences of properties. */
export const MAX_PHRASES = 25;
/** Of all machines together, the common ones included. */
export const MAX_ALL = 115;

/** As `what`. */
export function lintBudget(vocabularies: readonly Vocabulary[]): readonly string[] {
  const counts = vocabularies.map(({ machine, phrases }) => [machine, countOf(phrases).phrases] as const);
  const all = counts.reduce((sum: number, [, count]) => sum + count, COMMON_CLAIMS.length);
  return [
    ...counts.flatMap(([machine, count]) =>
      count > MAX_PHRASES ? [`${machine} has ${count} phrases: at most ${MAX_PHRASES} are allowed`] : [],
    ),
    ...(all > MAX_ALL ? [`there are ${all} phrases: at most ${MAX_ALL} are allowed`] : []),
  ];
}
