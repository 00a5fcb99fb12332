/**
 * Other programs: by argv, never by a shell's line; ended with us, also where we are killed (`setpriv --pdeathsig`), and at
 * an interruption.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { SpawnOptions } from 'node:child_process';
import { reap, start, tailOf } from '../subjects/child';
import { printable } from '../subjects/text';
import type { Context } from './context';
import { notInterrupted } from './context';
import { LiveError } from './error';

/** Debian's packages of the programs that a box may need. */
const PACKAGES: Readonly<Record<string, string>> = {
  'aarch64-linux-gnu-gcc': 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross',
  'apt-cache': 'apt',
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
  flock: 'util-linux',
  gcc: 'gcc libc6-dev',
  lz4: 'lz4',
  make: 'make',
  'qemu-system-aarch64': 'qemu-system-arm',
  'qemu-system-x86_64': 'qemu-system-x86',
  setpriv: 'util-linux',
  'x86_64-linux-gnu-gcc': 'gcc-x86-64-linux-gnu libc6-dev-amd64-cross',
  xz: 'xz-utils',
  zstd: 'zstd',
};

/** Bytes of stdout that are kept. */
const MAX_OUTPUT = 512 << 20;

/** The path of a program, or null. */
export function findProgram(name: string, path = process.env['PATH'] ?? ''): string | null {
  const places = name.includes('/') ? [name] : path.split(delimiter).map((folder) => join(folder, name));
  return places.find(isExecutable) ?? null;
}

/** @throws LiveError that names all that are missing, and the line that installs them */
export function needPrograms(names: readonly string[], path?: string): void {
  const missing = names.filter((name) => findProgram(name, path) === null);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((name) => PACKAGES[name] ?? name))].sort().join(' ');
  const verb = missing.length === 1 ? 'is' : 'are';
  throw new LiveError(`${missing.join(', ')} ${verb} not here: apt-get install ${packages}`);
}

/** The words that start a program so that it is killed with the process that started it. */
export function mortal(argv: readonly string[]): readonly [string, ...string[]] {
  return ['setpriv', '--pdeathsig', 'KILL', ...argv];
}

export interface Running extends Pick<SpawnOptions, 'cwd' | 'env'> {
  /** What it reads. */
  readonly input?: Buffer;
}

/** Runs a program to its end. @returns its stdout @throws LiveError where it is missing, fails, or is interrupted */
export async function run(
  context: Context,
  argv: readonly [string, ...string[]],
  { input, ...options }: Running = {},
): Promise<Buffer> {
  needPrograms(['setpriv', argv[0]]);
  notInterrupted(context);
  const child = start(mortal(argv), options);
  const told = tailOf(child);
  const stop = (): void => void reap(child, 1000);
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_OUTPUT) chunks.push(chunk);
      else stop();
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const code = await new Promise<number | string | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exit, signal) => resolve(exit ?? signal));
    });
    notInterrupted(context);
    if (size > MAX_OUTPUT) throw new LiveError(`${argv[0]} writes without end`);
    if (code === 0) return Buffer.concat(chunks);
    const why = told()
      .map((line) => `\n  ${printable(line)}`)
      .join('');
    throw new LiveError(`${briefly(argv)} failed (${code}):${why}`);
  } finally {
    context.signal.removeEventListener('abort', stop);
  }
}

/** A command without its options of the form -o NAME=VALUE. */
function briefly(argv: readonly string[]): string {
  const words = argv.filter((word, i) => word !== '-o' && argv[i - 1] !== '-o');
  return printable(words.join(' '), 300);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
