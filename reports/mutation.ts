/** The suite's teeth: which case kills which mutant, which mutants live, which cases are idle. */
import type { Mutant } from '../model/core/machine';
import type { CaseReport } from './report-types';

/** A case in a profile, and the mutants that it killed there; undefined where it met none. */
export type Ran = Readonly<Pick<CaseReport, 'id' | 'profile' | 'requirements' | 'killed' | 'named'>>;

export interface MutantFate {
  readonly mutant: Mutant;
  /** Cases tagged with the mutant's requirement that killed it. */
  readonly byRequirement: readonly string[];
  /** All cases that killed it. */
  readonly by: readonly string[];
  /** Whether the invariant that speaks of it killed it; null where none does. */
  readonly byInvariant: boolean | null;
  /** What a run against the mutant names first; null where nothing killed it. */
  readonly named: Naming | null;
}

export interface Naming {
  /** The requirement that is named first, that of the failure with the fewest operations. */
  readonly first: string | null;
  /** Whether the broken requirement is the first one, another one that the failure names, or not there. */
  readonly place: 'first' | 'named' | 'wrong';
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
 * @param results of a run in which every case also ran on the mutants of its profiles
 * @param invariants case ids of invariants, with their numbers
 */
export function mutationOf(
  mutants: readonly Mutant[],
  results: readonly Ran[],
  invariants: ReadonlyMap<string, number>,
): Mutation {
  const judged = results.filter(({ killed }) => killed !== undefined);
  const fates = mutants.map((mutant) => fateOf(mutant, judged, invariants));
  const ids = [...new Set(judged.map(({ id }) => id))].sort();
  const idle = ids.filter(
    (id) => !judged.some((result) => result.id === id && (result.killed ?? []).length > 0),
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
  results: readonly Ran[],
  invariants: ReadonlyMap<string, number>,
): MutantFate {
  const killers = results.filter(
    ({ profile, killed }) => profile === mutant.profile && (killed ?? []).includes(mutant.id),
  );
  const by = [...new Set(killers.map(({ id }) => id))].sort();
  const tagged = new Set(
    killers.filter(({ requirements }) => requirements.includes(mutant.requirement)).map(({ id }) => id),
  );
  return {
    mutant,
    by,
    byRequirement: by.filter((id) => tagged.has(id)),
    named: namingOf(mutant, killers),
    byInvariant:
      mutant.invariant === undefined ? null : by.some((id) => invariants.get(id) === mutant.invariant),
  };
}

/** Of failures with as few operations, those that agree on a requirement with most others come first, as in a report. */
function namingOf({ id, requirement }: Mutant, killers: readonly Ran[]): Naming | null {
  const failures = killers.flatMap(({ named }) => named?.[id] ?? []);
  const votes = new Map<string, number>();
  for (const {
    requirements: [first = ''],
  } of failures)
    votes.set(first, (votes.get(first) ?? 0) + 1);
  const weight = ({ requirements: [first = ''] }: (typeof failures)[number]): number => votes.get(first) ?? 0;
  const [shown] = [...failures].sort((a, b) => a.operations - b.operations || weight(b) - weight(a));
  if (!shown) return null;
  const [first = null] = shown.requirements;
  const place =
    first === requirement ? 'first' : shown.requirements.includes(requirement) ? 'named' : 'wrong';
  return { first, place };
}

/** How many mutants are named right: `{first: 160, named: 8, wrong: 2}`. */
export function attribution(fates: readonly MutantFate[]): Readonly<Record<Naming['place'], number>> {
  const count = (place: Naming['place']): number =>
    fates.filter(({ named }) => named?.place === place).length;
  return { first: count('first'), named: count('named'), wrong: count('wrong') };
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
