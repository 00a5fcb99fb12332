/** Labs that failed, kept for whoever makes reproducers of them: of each mutant, and of each case, the most telling. */
import type { Lab } from './lab';

interface Death {
  readonly lab: Lab;
  /** How many failed by the same requirement. */
  readonly times: number;
}

/** By the name of what failed, and by the requirement that broke. */
let kept: Map<string, Map<string, Death>> | null = null;

/** From now on labs that fail are kept. */
export function keepDeaths(): void {
  kept = new Map();
}

/**
 * The labs kept, by the name of what failed: the shortest, of equally short ones one of the requirement by which most failed,
 * as in a report. Nothing is kept after it.
 */
export function takeDeaths(): ReadonlyMap<string, Lab> {
  const found = new Map([...(kept ?? [])].map(([name, deaths]) => [name, mostTelling([...deaths.values()])]));
  kept = null;
  return found;
}

/**
 * @param name the mutant that died, or the case and profile that failed
 * @param requirement that the failure names first
 */
export function died(name: string, lab: Lab, requirement: string): void {
  if (!kept) return;
  const deaths = kept.get(name) ?? new Map<string, Death>();
  kept.set(name, deaths);
  const known = deaths.get(requirement);
  const isShorter = !known || lab.trace.length < known.lab.trace.length;
  deaths.set(requirement, { lab: isShorter ? lab : known.lab, times: (known?.times ?? 0) + 1 });
}

function mostTelling(deaths: readonly Death[]): Lab {
  const [first] = [...deaths].sort((a, b) => a.lab.trace.length - b.lab.trace.length || b.times - a.times);
  return (first as Death).lab;
}
