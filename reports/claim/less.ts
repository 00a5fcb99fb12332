/** What was left out on purpose. */
import type { Conformance, SelectionReport } from '../report-types';
import type { Tally } from '../results/tally';
import { partOf } from '../outcome';

/** In words, one for each reason; nothing where the subject was asked everything that it can be asked. */
export function lessThanWhole(
  selections: readonly SelectionReport[],
  { machines, counts }: Pick<Conformance, 'counts'> & Pick<Tally, 'machines'>,
  runs: number,
): string[] {
  const missing = machines.flatMap(({ machine, profiles }) =>
    profiles.flatMap(({ profile, cases, notRun }) =>
      notRun.selection > 0
        ? [`${notRun.selection} of ${cases} cases of ${machine} ${profile} did not run`]
        : [],
    ),
  );
  // Shards of one suite are a whole together; one run of a property is none, whatever else ran.
  const parts = selections.filter(({ path }) => missing.length > 0 || path !== undefined);
  const few = Math.min(...selections.map((one) => one.runs ?? runs));
  const known = counts['expected-fail'];
  return [
    ...missing,
    ...parts.flatMap((selection) => partOf({ selection }) ?? []),
    ...(few < runs ? [`a property ran ${few} times, and ${runs} times are usual`] : []),
    ...(known > 0 ? [`known failures, ${known}, which a baseline lists`] : []),
  ];
}
