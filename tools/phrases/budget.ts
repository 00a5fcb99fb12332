/** A vocabulary that nobody can learn is none: how many phrases there may be. */
import type { Vocabulary } from '../../steps/phrases/vocabulary';
import { countOf, totalOf } from './page';

/** Of a machine, besides the common ones and the sentences of properties. */
export const MAX_PHRASES = 25;
/** Of all machines together, the common ones included. */
export const MAX_ALL = 115;

/** As `what`. */
export function lintBudget(vocabularies: readonly Vocabulary[]): readonly string[] {
  const count = countOf(vocabularies);
  const all = totalOf(count);
  return [
    ...Object.entries(count.own).flatMap(([machine, own]) =>
      own > MAX_PHRASES ? [`${machine} has ${own} phrases: at most ${MAX_PHRASES} are allowed`] : [],
    ),
    ...(all > MAX_ALL ? [`there are ${all} phrases: at most ${MAX_ALL} are allowed`] : []),
  ];
}
