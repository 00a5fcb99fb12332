/** Whether a shard says what became of each of its cases, and of no other. */
import { isDeepStrictEqual } from 'node:util';
import type { Entry } from '../book';
import { exitOf } from '../exit';
import { FINDING_KINDS, finding } from '../guard';
import type { FindingKind } from '../guard';
import { isOffered } from '../offers';
import type { CaseReport, Conformance, Reason } from '../report-types';
import { countsOf } from '../results/counts';
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
  const wanted = new Map(entries.flatMap((entry) => resultsWanted(entry, report)));
  const found = new Map<string, number>();
  for (const one of report.cases) found.set(keyOf(one), (found.get(keyOf(one)) ?? 0) + 1);
  const shard = report.selection.shard ?? '';
  // What belongs to no case is an error: a file that does not parse, a hook that failed.
  const foreign = report.cases.find((one) => {
    const machine = wanted.get(keyOf(one));
    return machine === undefined ? ids.has(one.id) || one.verdict !== 'error' : machine !== one.machine;
  });
  if (foreign) throw new RangeError(`${file}: ${keyOf(foreign)} is no case of shard ${shard}`);
  const twice = [...found].find(([key, count]) => count > 1 && wanted.has(key));
  if (twice) throw new RangeError(`${file}: ${twice[0]} stands there ${twice[1]} times`);
  const missing = [...wanted.keys()].filter((key) => !found.has(key));
  const broke = report.exit.reasons.some((reason) => findingOf(reason, file).exit === 2);
  if (missing.length > 0 && !broke)
    throw new RangeError(
      `${file} is not whole: ${missing[0] ?? ''} of shard ${shard} is missing` +
        `${missing.length > 1 ? `, and ${missing.length - 1} more` : ''}, and nothing says why`,
    );
}

/**
 * What a shard says of itself follows from its cases: one that was changed, or put together, is not taken for what ran.
 * @throws RangeError with what does not follow
 */
export function checkAddsUp({ file, report }: ShardReport): void {
  const { cases, counts, exit } = report;
  if (!isDeepStrictEqual(countsOf(cases), counts))
    throw new RangeError(`${file} does not add up: its counts are not those of its cases`);
  const findings = exit.reasons.map((reason) => findingOf(reason, file));
  const code = exitOf(cases, [], findings, false);
  if (code !== exit.code)
    throw new RangeError(
      `${file} does not add up: its exit code is ${exit.code}, and from its cases and reasons follows ${code}`,
    );
}

/** As in `syndbg.exit-pads [upstream]`. */
function keyOf({ id, profile }: Pick<CaseReport, 'id' | 'profile'>): string {
  return `${id} [${profile}]`;
}

/** Each with its machine. */
function resultsWanted(entry: Entry, { subject }: Conformance): readonly (readonly [string, string])[] {
  const { case: of } = entry;
  if (!of || !isOffered(entry, subject)) return [];
  return subject.machines
    .filter(({ machine, profile }) => machine === of.machine.name && of.profiles.includes(profile))
    .map(({ machine, profile }) => [keyOf({ id: of.id, profile }), machine]);
}
