/** Whether a shard says what became of each of its cases, and of no other. */
import type { Entry } from '../book';
import { FINDING_KINDS, finding } from '../guard';
import type { FindingKind } from '../guard';
import { isOffered } from '../offers';
import type { CaseReport, Conformance, Reason } from '../report-types';
import type { ShardReport } from './same';

/** The finding that a reason of a report was. @throws RangeError where no check is called so */
export function findingOf({ kind, message }: Reason, file: string): ReturnType<typeof finding> {
  const known = FINDING_KINDS.find((one): one is FindingKind => one === kind);
  if (known === undefined) throw new RangeError(`${file} names a check that there is not: ${kind}`);
  return finding(known, message);
}

/**
 * A case that is missing has a reason only where the run broke.
 * @param entries those that are dealt to the shard
 * @param ids of all cases of the features
 * @throws RangeError with the first case that is missing without a reason, or is not of this shard
 */
export function checkComplete(
  { file, report }: ShardReport,
  entries: readonly Entry[],
  ids: ReadonlySet<string>,
): void {
  const wanted = new Set(entries.flatMap((entry) => resultsWanted(entry, report)));
  const found = new Map<string, number>();
  for (const one of report.cases) found.set(keyOf(one), (found.get(keyOf(one)) ?? 0) + 1);
  const shard = report.selection.shard ?? '';
  // What belongs to no case is an error: a file that does not parse, a hook that failed.
  const foreign = report.cases.find(
    (one) => !wanted.has(keyOf(one)) && (ids.has(one.id) || one.verdict !== 'error'),
  );
  if (foreign) throw new RangeError(`${file}: ${keyOf(foreign)} is no case of shard ${shard}`);
  const twice = [...found].find(([key, count]) => count > 1 && wanted.has(key));
  if (twice) throw new RangeError(`${file}: ${twice[0]} stands there ${twice[1]} times`);
  const missing = [...wanted].filter((key) => !found.has(key));
  const broke = report.exit.reasons.some((reason) => findingOf(reason, file).exit === 2);
  if (missing.length > 0 && !broke)
    throw new RangeError(
      `${file} is not whole: ${missing[0] ?? ''} of shard ${shard} is missing` +
        `${missing.length > 1 ? `, and ${missing.length - 1} more` : ''}, and nothing says why`,
    );
}

/** As in `syndbg.exit-pads [upstream]`. */
function keyOf({ id, profile }: Pick<CaseReport, 'id' | 'profile'>): string {
  return `${id} [${profile}]`;
}

function resultsWanted(entry: Entry, { subject }: Conformance): readonly string[] {
  const { case: of } = entry;
  if (!of || !isOffered(entry, subject)) return [];
  return subject.machines
    .filter(({ machine, profile }) => machine === of.machine.name && of.profiles.includes(profile))
    .map(({ profile }) => keyOf({ id: of.id, profile }));
}
