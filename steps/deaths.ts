/** Labs that failed, kept for whoever makes reproducers of them: of each mutant, and of each case, the shortest. */
import type { Lab } from './lab';

let kept: Map<string, Lab> | null = null;

/** From now on labs that fail are kept. */
export function keepDeaths(): void {
  kept = new Map();
}

/** The labs kept, by the name of what failed; nothing is kept after it. */
export function takeDeaths(): ReadonlyMap<string, Lab> {
  const found = kept ?? new Map<string, Lab>();
  kept = null;
  return found;
}

/** @param name the mutant that died, or the case and profile that failed */
export function died(name: string, lab: Lab): void {
  if (!kept) return;
  const known = kept.get(name);
  if (!known || lab.trace.length < known.trace.length) kept.set(name, lab);
}
