/** The suite's teeth: which case kills which mutant, which mutants live, which cases are idle. */
import type { Mutant } from '../model/core/machine';
import type { Verdict } from './verdict';

export interface MutantFate {
  readonly mutant: Mutant;
  /** Cases tagged with the mutant's requirement that killed it. */
  readonly byRequirement: readonly string[];
  /** All cases that killed it. */
  readonly by: readonly string[];
  /** Whether the invariant that speaks of it killed it; null where none does. */
  readonly byInvariant: boolean | null;
}

export interface Mutation {
  readonly fates: readonly MutantFate[];
  /** Cases that killed no mutant in any profile. */
  readonly idle: readonly string[];
  readonly cases: number;
  /** One sentence for each survivor and each idle case; empty where the suite has all its teeth. */
  readonly findings: readonly string[];
}

/**
 * @param verdicts of a run in which every case also ran on the mutants of its profiles
 * @param invariants case ids of invariants by number
 */
export function mutationOf(
  mutants: readonly Mutant[],
  verdicts: readonly Verdict[],
  invariants: ReadonlyMap<string, number>,
): Mutation {
  const judged = verdicts.filter(({ killed }) => killed !== undefined);
  const fates = mutants.map((mutant) => fateOf(mutant, judged, invariants));
  const ids = [...new Set(judged.map((verdict) => verdict.case))].sort();
  const idle = ids.filter(
    (id) => !judged.some((verdict) => verdict.case === id && (verdict.killed ?? []).length > 0),
  );
  const findings = [
    ...fates.flatMap((fate) => survival(fate)),
    ...idle.map((id) => `case ${id} kills no mutant: it may not be able to fail`),
    ...(judged.length === 0 ? ['no case ran on mutants'] : []),
  ];
  return { fates, idle, cases: ids.length, findings };
}

function fateOf(
  mutant: Mutant,
  verdicts: readonly Verdict[],
  invariants: ReadonlyMap<string, number>,
): MutantFate {
  const killers = verdicts.filter(
    ({ profile, killed }) => profile === mutant.profile && (killed ?? []).includes(mutant.id),
  );
  const by = [...new Set(killers.map((verdict) => verdict.case))].sort();
  const tagged = new Set(
    killers.filter(({ requirements }) => requirements.includes(mutant.requirement)).map((v) => v.case),
  );
  return {
    mutant,
    by,
    byRequirement: by.filter((id) => tagged.has(id)),
    byInvariant:
      mutant.invariant === undefined ? null : by.some((id) => invariants.get(id) === mutant.invariant),
  };
}

function survival({ mutant, by, byRequirement, byInvariant }: MutantFate): readonly string[] {
  const name = `mutant ${mutant.id} (${mutant.profile}, breaks ${mutant.requirement})`;
  if (by.length === 0) return [`${name} survives: no case notices it`];
  return [
    ...(byRequirement.length === 0
      ? [`${name} dies, but by no case tagged ${mutant.requirement}: ${by.join(', ')}`]
      : []),
    ...(byInvariant === false ? [`${name} is not found by invariant ${mutant.invariant ?? ''}`] : []),
  ];
}
