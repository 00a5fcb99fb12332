/** Sentences that the text, the page and the site have in common. */
import type { Change, Comparison } from './comparison';
import { differing } from './comparison';

/** `nv: 2 of 131 requirements differ, and 5 of 9 choices`. */
export function titleOf({ rows, choices }: Comparison, machine: string): string {
  const own = rows.filter((row) => row.machine === machine);
  const open = choices.filter((one) => one.machine === machine);
  const also = open.length === 0 ? '' : `, and ${differing(open).length} of ${open.length} choices`;
  return `${machine}: ${differing(own).length} of ${own.length} requirements differ${also}`;
}

/** `set since 7.2.12`, for each change. */
export function sinceOf(changes: readonly Change<string>[]): readonly string[] {
  return changes.map(({ since, is }) => `${is} since ${since}`);
}
