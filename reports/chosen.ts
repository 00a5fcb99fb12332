/** What a run was asked for, as a report tells it: no path of the machine that it ran on. */
import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import type { BaselineEntry } from './baseline-file';
import { LAYOUT } from './layout';
import { locate } from './plan';
import type { BaselineFileReport, SelectionReport } from './report-types';
import type { RunOptions } from './run-options';
import { relativePath } from './text/clean';

/** @param entries of the baseline */
export function selectionOf(options: RunOptions, entries: readonly BaselineEntry[]): SelectionReport {
  const { machines, profiles, tags, name, paths, shard, first, runs, path, cwd = process.cwd() } = options;
  const { strictSeen, mutants, features, baseline } = options;
  const part = [tags, name, paths, shard, path].some((one) => one !== undefined) || first === true;
  const own = features !== undefined && resolve(cwd, features) !== LAYOUT.features;
  return {
    part,
    ...(machines ? { machines: [...machines] } : {}),
    ...(profiles ? { profiles: [...profiles] } : {}),
    ...(tags === undefined ? {} : { tags }),
    ...(name === undefined ? {} : { name }),
    ...(paths ? { paths: paths.map((one) => placeOf(one, cwd)) } : {}),
    ...(shard ? { shard: `${shard.index}/${shard.total}` } : {}),
    ...(first ? { first } : {}),
    ...(runs === undefined ? {} : { runs }),
    ...(path === undefined ? {} : { path }),
    ...(strictSeen ? { strictSeen } : {}),
    ...(mutants ? { mutants: mutants === true ? 'all' : mutants } : {}),
    ...(own ? { features: basename(resolve(cwd, features)) } : {}),
    ...(baseline === undefined ? {} : { baseline: baselineReport(baseline, entries) }),
  };
}

function baselineReport(file: string, entries: readonly BaselineEntry[]): BaselineFileReport {
  const text = entries.map((one) => [
    one.case,
    one.profile,
    one.signature,
    one.reason,
    one.issue,
    one.expires,
  ]);
  const sha256 = createHash('sha256').update(JSON.stringify(text)).digest('hex');
  return { file: basename(file), entries: entries.length, sha256 };
}

/** Relative to the project; of a file elsewhere its name. */
function placeOf(path: string, cwd: string): string {
  const { name, file, lines } = locate(path, cwd);
  return [relativePath(file ?? name), ...lines].join(':');
}
