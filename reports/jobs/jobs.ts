/** The runs that a plan asks for: kernels × machines × profiles × seeds, each with a key of its own. */
import { MACHINES } from '../../model/machines';
import { splitArgv } from '../../subjects/argv';
import { checkOf } from '../../subjects/validate';
import type { PlanFile, PlannedKernel } from '../plan-types';
import type { Shard } from '../selection';
import type { YamlFile } from '../yaml';
import { FileError, readYaml } from '../yaml';

/** One run. */
export interface Job {
  /** `<kernel>/<machine>/<profile>/<seed>`, with `all` and `default` where the plan names none: the folder of its results. */
  readonly key: string;
  readonly machine: string;
  /** Of `hvspec`, but for where the reports go. */
  readonly words: readonly string[];
}

export interface JobPlan {
  readonly jobs: readonly Job[];
  /** How long one may take, in milliseconds. */
  readonly limit: number;
  /** The folder of the features, where they are not the package's own. */
  readonly features: string | undefined;
}

const DEFAULT_MINUTES = 60;

/** @throws FileError with file and line */
export function loadJobs(file: string): JobPlan {
  return jobsOf(readYaml(file));
}

/** The jobs of a file that was read, kernel by kernel. @throws FileError with file and line */
export function jobsOf(source: YamlFile): JobPlan {
  const kernels = (source.value as { kernels?: unknown } | null)?.kernels;
  if (Array.isArray(kernels)) kernels.forEach((item, i) => checkKernel(source, item, i));
  const wrong = checkOf('plan')(source.value);
  if (wrong !== null) throw new FileError(source.file, 1, wrong);
  const plan = source.value as PlanFile;
  checkNames(source, plan);
  const { minutes = DEFAULT_MINUTES, options = {} } = plan;
  const jobs = plan.kernels.flatMap((kernel, i) => jobsOfKernel(source, plan, kernel, i));
  return { jobs, limit: minutes * 60_000, features: options.features };
}

/** Jobs are dealt out in turn: shard 2/3 has the 2nd, the 5th, the 8th … */
export function dealtJobs(jobs: readonly Job[], { index, total }: Shard): readonly Job[] {
  return jobs.filter((_job, i) => i % total === index - 1);
}

/** One by one, so that the error has the item's own line. */
function checkKernel(source: YamlFile, item: unknown, i: number): void {
  const wrong = checkOf('plan', 'kernel')(item);
  if (wrong !== null)
    throw new FileError(source.file, source.lineOf(['kernels', i]), `kernel ${i + 1}: ${wrong}`);
}

function checkNames(source: YamlFile, { kernels }: PlanFile): void {
  const first = new Map<string, number>();
  kernels.forEach(({ name }, i) => {
    const line = source.lineOf(['kernels', i]);
    const before = first.get(name);
    if (before !== undefined)
      throw new FileError(
        source.file,
        line,
        `kernel ${name} stands in line ${before} already: each has a name of its own`,
      );
    first.set(name, line);
  });
}

function jobsOfKernel(source: YamlFile, plan: PlanFile, kernel: PlannedKernel, i: number): readonly Job[] {
  const fail = (message: string): never => {
    throw new FileError(source.file, source.lineOf(['kernels', i]), `kernel ${kernel.name}: ${message}`);
  };
  const { subject } = kernel;
  try {
    if (subject !== undefined) splitArgv(subject);
  } catch (error) {
    fail((error as Error).message);
  }
  const { machines = plan.machines ?? [], profiles = plan.profiles } = kernel;
  if (machines.length === 0)
    fail('no machines: name them here, or for all kernels, as in machines: [syndbg, nv]');
  const unused = new Set(profiles ?? []);
  const jobs = machines.flatMap((machine) => {
    const known =
      MACHINES.find(({ name }) => name === machine) ??
      fail(`no machine "${machine}": there are ${MACHINES.map(({ name }) => name).join(', ')}`);
    const names = known.profiles.map(({ name }) => name).filter((name) => profiles?.includes(name) ?? true);
    for (const name of names) unused.delete(name);
    if (names.length === 0)
      fail(
        `machine ${machine} has none of the profiles ${(profiles ?? []).join(', ')}: it has ${known.profiles.map(({ name }) => name).join(', ')}`,
      );
    const asked: readonly (string | null)[] = profiles === undefined ? [null] : names;
    const seeds: readonly (number | null)[] = plan.seeds ?? [null];
    return asked.flatMap((profile) => seeds.map((seed) => jobOf(plan, kernel, machine, profile, seed)));
  });
  if (unused.size > 0) fail(`none of its machines has the profile ${[...unused].join(', ')}`);
  return jobs;
}

function jobOf(
  { options = {} }: PlanFile,
  { name, subject }: PlannedKernel,
  machine: string,
  profile: string | null,
  seed: number | null,
): Job {
  const given = Object.entries(options).flatMap(([option, value]) =>
    value === true ? [`--${option}`] : [`--${option}`, String(value)],
  );
  return {
    key: [name, machine, profile ?? 'all', seed ?? 'default'].join('/'),
    machine,
    words: [
      'run',
      ...['--machine', machine],
      ...(profile === null ? [] : ['--profile', profile]),
      // A negative number would be read as an option of its own.
      ...(seed === null ? [] : [`--seed=${seed}`]),
      ...(subject === undefined ? [] : ['--subject', subject.replaceAll('{machine}', machine)]),
      ...given,
    ],
  };
}
