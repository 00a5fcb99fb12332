/**
 * Which mutants a run has killed so far, for whoever asks no more than whether each dies and whether each case kills one: to run
 * all cases on mutants that are dead already takes longer than all the rest.
 */
import type { Mutant } from '../model/core/machine';
import type { Case } from '../reports/case';

/** By machine, profile and mutant: the kinds of cases that killed it. */
const killed = new Set<string>();
/** How many cases killed it. */
const times = new Map<Mutant, number>();

/** A run begins. */
export function forgetKills(): void {
  killed.clear();
  times.clear();
}

/** Whether it is still to be found out that a case like this one kills the mutant. */
export function isWanted(of: Case, mutant: Mutant): boolean {
  return kinds(of, mutant).some((kind) => !killed.has(kind));
}

/** The case has killed the mutant. */
export function kills(of: Case, mutant: Mutant): void {
  for (const kind of kinds(of, mutant)) killed.add(kind);
  times.set(mutant, (times.get(mutant) ?? 0) + 1);
}

/** Mutants in the order in which the case is likely to kill them: those of its requirements first, and what many cases killed. */
export function weakestFirst<T extends { readonly mutant: Mutant }>(
  of: Case,
  met: readonly T[],
): readonly T[] {
  const weight = ({ mutant }: T): number => (isTagged(of, mutant) ? 1e6 : 0) + (times.get(mutant) ?? 0);
  return [...met].sort((a, b) => weight(b) - weight(a));
}

/** Whether a case is to meet a mutant at all: an invariant meets those that are there for it. */
export function mayMeet({ invariant }: Case, mutant: Mutant): boolean {
  return invariant === null || mutant.invariant === invariant;
}

/** Whether the case is tagged with what the mutant breaks. */
export function isTagged({ requirements }: Case, { requirement }: Mutant): boolean {
  return requirements.includes(requirement);
}

/** A mutant has to die by a case of its requirement and, where one is there for it, by its invariant. */
function kinds(of: Case, mutant: Mutant): readonly string[] {
  const name = `${of.machine.name}/${mutant.profile}/${mutant.id}`;
  return [
    ...(isTagged(of, mutant) ? [`${name} by its requirement`] : []),
    ...(of.invariant !== null && mayMeet(of, mutant) ? [`${name} by its invariant`] : []),
  ];
}
