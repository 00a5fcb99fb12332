/** Names of scenarios: there is one, and no other in the feature has it. Some runners cannot do without. */
import type { Book, Entry } from '../../reports/book';

/** As `file:line: what`. */
export function lintNames({ entries }: Book): readonly string[] {
  const scenarios = [...new Map(entries.map((entry) => [entry.scenario, entry])).values()];
  const first = new Map<string, Entry>();
  return scenarios.flatMap((entry) => {
    const { uri, scenario } = entry;
    const where = `${uri}:${scenario.location.line}`;
    if (scenario.name.trim() === '') return [`${where}: the ${scenario.keyword} has no name`];
    const key = `${uri} ${scenario.name}`;
    const before = first.get(key);
    if (!before) first.set(key, entry);
    return before
      ? [`${where}: "${scenario.name}" is the name of line ${before.scenario.location.line} already`]
      : [];
  });
}
