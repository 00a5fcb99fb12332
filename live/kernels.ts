/** The kernels of live/kernels.yaml. */
import { join } from 'node:path';
import { LAYOUT } from '../reports/layout';
import type { LeftOut } from '../reports/compare/cell';
import type { YamlFile } from '../reports/yaml';
import { FileError, readYaml } from '../reports/yaml';
import type { Description } from '../subjects/subject';
import { checkOf } from '../subjects/validate';
import { GUESTS } from './guests';
import type { KernelRow, KernelsFile } from './kernels-types';

export type { KernelRow };

/** All of them. @throws FileError with file and line */
export function loadKernels(file = join(LAYOUT.root, 'live', 'kernels.yaml')): readonly KernelRow[] {
  return kernelsOf(readYaml(file));
}

/** Those of a file that was read. @throws FileError with file and line */
export function kernelsOf(source: YamlFile): readonly KernelRow[] {
  const list = (source.value as { kernels?: unknown } | null)?.kernels;
  if (Array.isArray(list)) list.forEach((item, i) => checkItem(source, item, i));
  const wrong = checkOf('kernels')(source.value);
  if (wrong !== null) throw new FileError(source.file, 1, wrong);
  const { kernels } = source.value as KernelsFile;
  const first = new Map<string, number>();
  kernels.forEach(({ machine, debian }, i) => {
    const line = source.lineOf(['kernels', i]);
    const known = GUESTS.map((guest) => guest.machine);
    if (!known.includes(machine))
      throw new FileError(source.file, line, `${machine} cannot be put into a box: ${known.join(', ')} can`);
    const before = first.get(`${machine} ${debian}`);
    if (before !== undefined)
      throw new FileError(source.file, line, `${machine} on ${debian} stands in line ${before} already`);
    first.set(`${machine} ${debian}`, line);
  });
  return kernels;
}

/** One by one, so that the error has the item's own line. */
function checkItem(source: YamlFile, item: unknown, i: number): void {
  const wrong = checkOf('kernels', 'kernel')(item);
  if (wrong !== null)
    throw new FileError(source.file, source.lineOf(['kernels', i]), `kernel ${i + 1}: ${wrong}`);
}

/** The row of a machine and a version; the one without the last number where a whole version is asked for. */
export function rowOf(rows: readonly KernelRow[], machine: string, version: string): KernelRow | null {
  const series = version.split('.').slice(0, 2).join('.');
  const fitting = rows.filter((row) => row.machine === machine);
  return (
    fitting.find(({ debian }) => debian === version) ??
    fitting.find(({ debian }) => debian === series) ??
    null
  );
}

/** The tags of all that is run on it, as an expression; undefined where nothing is left out. */
export function tagsOf({ excluded = [] }: KernelRow): string | undefined {
  const tags = excluded.flatMap(({ cases }) => cases.map((name) => `@${name}`));
  return tags.length === 0 ? undefined : `not (${tags.join(' or ')})`;
}

/**
 * What is left out where a machine is run on a kernel, for those who compare kernels; nothing where none is known.
 * @param release as in `6.17.13+deb13-arm64`
 */
export function leftOutOn(rows: readonly KernelRow[], machine: string, release: string): readonly LeftOut[] {
  const [version] = /^\d+\.\d+(\.\d+)?/.exec(release) ?? [];
  const row = version === undefined ? null : rowOf(rows, machine, version);
  return (row?.excluded ?? []).map(({ why, see = null, cases }) => ({ why, see, cases }));
}

/** What a kernel says of itself that it must not, as a sentence; null where it is as it must be. */
export function mistaken(
  { machine, profile, choices = {} }: KernelRow,
  { machines }: Description,
): string | null {
  const offer = machines.find((one) => one.machine === machine && one.profile === profile);
  if (!offer) {
    const offered = machines.map((one) => `${one.machine}/${one.profile}`).join(', ');
    return `it must offer ${machine}/${profile}, and offers ${offered}`;
  }
  const wrong = Object.entries(choices).find(([name, value]) => offer.choices[name] !== value);
  if (!wrong) return null;
  const [name, value] = wrong;
  return `its ${name} must be ${value}, and was found to be ${offer.choices[name] ?? 'nothing'}`;
}
