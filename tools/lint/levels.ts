/** Levels and sentences of requirements: the strongest modal verb of a sentence is its level, and `SEEN` has none. */
import type { Catalogue, Requirement } from '../../reports/catalogue';

/** Strongest first. */
const VERBS = ['MUST', 'SHOULD', 'MAY'] as const;

/** As `id: what`. */
export function lintLevels(catalogues: readonly Catalogue[]): readonly string[] {
  return catalogues.flatMap(({ requirements }) => requirements.flatMap((one) => levelFinding(one) ?? []));
}

function levelFinding({ id, level, text }: Requirement): string | null {
  const strongest = VERBS.find((verb) => new RegExp(`\\b${verb}\\b`).test(text));
  const wanted = VERBS.find((verb) => verb === level);
  if (strongest === wanted) return null;
  return `${id}: its level is ${level}, and the strongest verb of its sentence is ${strongest ?? `none of ${VERBS.join(', ')}`}`;
}
