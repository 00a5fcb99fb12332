/** Cases of one feature that do the same and see otherwise, each in profiles of its own: before and after. */
import type { Step } from '@cucumber/messages';
import { StepKeywordType } from '@cucumber/messages';
import type { Entry } from '../../reports/book';
import { textOf } from './steps';

/** The steps of a scenario up to its first Then, and from there on. */
export function partsOf({ scenario: { steps } }: Entry): {
  readonly done: readonly Step[];
  readonly seen: readonly Step[];
} {
  const first = steps.findIndex(({ keywordType }) => keywordType === StepKeywordType.OUTCOME);
  return first < 0 ? { done: steps, seen: [] } : { done: steps.slice(0, first), seen: steps.slice(first) };
}

/** By a scenario's id all those that do the same as it does, itself among them, the oldest profiles first. */
export function twinsOf(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const alike = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.scenario.examples.length > 0 || entry.case?.invariant !== null) continue;
    const key = JSON.stringify(partsOf(entry).done.map(textOf));
    alike.set(key, [...(alike.get(key) ?? []), entry]);
  }
  const twins = [...alike.values()].filter((group) => group.length > 1 && areApart(group)).map(byLineage);
  return new Map(twins.flatMap((group) => group.map(({ scenario }) => [scenario.id, group] as const)));
}

/** Whether no profile is of two of them. */
function areApart(group: readonly Entry[]): boolean {
  const profiles = group.flatMap((entry) => entry.case?.profiles ?? []);
  return new Set(profiles).size === profiles.length;
}

function byLineage(group: readonly Entry[]): readonly Entry[] {
  const age = ({ case: of }: Entry): number =>
    of?.machine.profiles.findIndex(({ name }) => of.profiles.includes(name)) ?? 0;
  return [...group].sort((a, b) => age(a) - age(b));
}
