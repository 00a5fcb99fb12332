/** Whether reports are the shards of one run: all of them, each once, of one suite, subject, seed and selection. */
import { isDeepStrictEqual } from 'node:util';
import { printable } from '../../subjects/text';
import type { Conformance, SelectionReport } from '../report-types';
import type { Shard } from '../selection';

/** A report with the name of its file. */
export interface ShardReport {
  readonly file: string;
  readonly report: Conformance;
}

/**
 * @returns the shards in their order
 * @throws RangeError where one is missing, stands twice, is none, did not come to its end, or is of another run
 */
export function shardsOf(
  reports: readonly ShardReport[],
): readonly (ShardReport & { readonly shard: Shard })[] {
  const shards = reports.map((one) => ({ ...one, shard: shardOf(one) }));
  const [first, ...others] = shards;
  if (!first) throw new RangeError('there is nothing to merge: give the conformance.json of each shard');
  for (const other of others) checkSame(first, other);
  const { total } = first.shard;
  const sorted = shards.sort((a, b) => a.shard.index - b.shard.index);
  const again = sorted.findIndex(({ shard }, i) => shard.index === sorted[i - 1]?.shard.index);
  if (again > 0) {
    const [one, other] = sorted.slice(again - 1) as [Numbered, Numbered];
    throw new RangeError(
      `shard ${one.report.selection.shard ?? ''} stands twice: ${one.file} and ${other.file}`,
    );
  }
  const lacking = total - sorted.length;
  if (lacking > 0) {
    const missing = missingOf(sorted, total);
    throw new RangeError(
      `${lacking === 1 ? 'shard' : 'shards'} ${listed(missing, lacking)} ${lacking === 1 ? 'is' : 'are'} missing: ` +
        `run \`hvspec run --shard ${missing[0] ?? ''}\` with the options of the others`,
    );
  }
  return sorted;
}

/** The first that are not there, as many as are told: a report may say that there are any number of them. */
function missingOf(shards: readonly Numbered[], total: number): readonly string[] {
  const there = new Set(shards.map(({ shard }) => shard.index));
  const missing: string[] = [];
  for (let i = 1; i <= total && missing.length < MAX_LISTED; i += 1)
    if (!there.has(i)) missing.push(`${i}/${total}`);
  return missing;
}

/** Names that are told; of more there is the number. */
const MAX_LISTED = 12;

function listed(names: readonly string[], total: number): string {
  const more = total - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function shardOf({ file, report }: ShardReport): Shard {
  const { selection, exit } = report;
  if (selection.shard === undefined)
    throw new RangeError(`${file} is the report of a run without --shard: there is nothing to merge it with`);
  const [index = 0, total = 0] = selection.shard.split('/').map(Number);
  if (!(index >= 1 && index <= total && Number.isSafeInteger(total)))
    throw new RangeError(`${file} says that it is of shard ${printable(selection.shard, 40)}, which is none`);
  if (selection.first)
    throw new RangeError(`${file} is of a run with --first, which ends at a failure: run its shard without`);
  if (exit.code === 130)
    throw new RangeError(`${file}: shard ${index}/${total} was interrupted: run it again`);
  return { index, total };
}

type Numbered = ReturnType<typeof shardsOf>[number];

function checkSame(a: Numbered, b: Numbered): void {
  const differ = (what: string, left: unknown, right: unknown): void => {
    if (isDeepStrictEqual(left, right)) return;
    const [one, other] = [left, right].map((value) => printable(textOf(value), 200));
    throw new RangeError(
      `${b.file} and ${a.file} are of two runs: ${what} is ${other} in the one, ${one} in the other`,
    );
  };
  differ('the number of shards', a.shard.total, b.shard.total);
  differ('the suite', a.report.suite, b.report.suite);
  differ('the seed', a.report.seed, b.report.seed);
  differ('the subject', nameOf(a.report), nameOf(b.report));
  differ('what the subject declares', a.report.subject.machines, b.report.subject.machines);
  differ('what was asked for', wholeSelection(a.report.selection), wholeSelection(b.report.selection));
}

function nameOf({ subject }: Conformance): string {
  return `${subject.name} ${subject.version}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the run was asked for that was cut into shards. */
export function wholeSelection({ shard, ...rest }: SelectionReport): SelectionReport {
  const narrowing = [rest.tags, rest.name, rest.paths, rest.path].some((one) => one !== undefined);
  return shard === undefined ? rest : { ...rest, part: narrowing };
}
