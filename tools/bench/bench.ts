/** What a bench is: rows of figures, each with what it is to be, and how they are taken on a machine that is busy. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One figure. Ratios are of things that were measured in turn, in this run, so that they bear a busy machine. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** As in `M steps/s`, `x` or `MB`. */
  readonly unit: string;
  /** Whether more or less of it is better. */
  readonly better: 'more' | 'less';
  /** What it is to be at least or at most; nothing is wanted of it where there is none. */
  readonly goal?: number;
}

/** What was not measured, and why. */
export interface Skipped {
  readonly what: string;
  readonly skipped: string;
}

export type Row = Figure | Skipped;

export interface Bench {
  readonly name: string;
  readonly about: string;
  /** @param quick a fraction of the work, for a look */
  run(quick: boolean): AsyncIterable<Row> | Iterable<Row>;
}

/** Whether a figure is what it is to be; null where nothing is wanted of it. */
export function isMet({ value, better, goal }: Figure): boolean | null {
  if (goal === undefined) return null;
  return better === 'more' ? value >= goal : value <= goal;
}

/** A folder that goes away with the process. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Seconds of CPU, of all threads, that work in this process takes. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The least of several measurements: the one that other work on the machine disturbed least. */
export function least(times: number, measure: () => number): number {
  return Math.min(...Array.from({ length: times }, measure));
}

export interface Ran {
  /** Seconds of CPU of the program and of what it waited for. */
  readonly seconds: number;
  readonly stdout: string;
}

/** No program of a bench takes longer than this. */
const LIMIT_MS = 900_000;

/** Whether a program can be started, by its `--version`. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: LIMIT_MS }).status === 0;
}

/**
 * Runs a program to its end.
 * @throws Error where it does not end with 0, or not in a quarter of an hour
 */
export function ran(program: string, argv: readonly string[], cwd?: string): Ran {
  const before = childSeconds();
  const { status, stdout, stderr, error } = spawnSync(program, argv, {
    encoding: 'utf8',
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 28,
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (status !== 0)
    throw new Error(
      `${program} ended with ${status ?? error?.message ?? 'a signal'}: ${`${stderr}\n${stdout}`.slice(-2000)}`,
    );
  return { seconds: childSeconds() - before, stdout };
}

/** Seconds of CPU of the children that have ended (proc(5), fields 16 and 17 of stat, in hundredths). */
export function childSeconds(): number {
  const file = '/proc/self/stat';
  if (!existsSync(file)) throw new Error('benches of programs want /proc, which tells their CPU time');
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
