/** Which QEMU a box runs in: the machine's own where it is new enough, else one of another suite in a folder of the cache. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from './cache';
import type { Context } from './context';
import { during } from './context';
import { aptOf, closureOf, fetchInto } from './debian';
import { LiveError } from './error';
import type { Architecture, Guest } from './guests';
import { findProgram, needPrograms, run } from './programs';
import { isAtLeast, versionIn } from './qemu';

export interface Emulator {
  readonly argv: readonly string[];
  readonly version: string;
}

interface Program {
  readonly program: string;
  readonly package: string;
}

const PROGRAMS: Readonly<Record<Architecture, Program>> = {
  amd64: { program: 'qemu-system-x86_64', package: 'qemu-system-x86' },
  arm64: { program: 'qemu-system-aarch64', package: 'qemu-system-arm' },
};

/** Where an emulator is taken from that this machine's suite has not. */
export const SUITE = 'trixie';

const LOADERS: Readonly<Record<string, readonly [Architecture, string, string]>> = {
  x64: ['amd64', 'x86_64-linux-gnu', 'ld-linux-x86-64.so.2'],
  arm64: ['arm64', 'aarch64-linux-gnu', 'ld-linux-aarch64.so.1'],
};

/**
 * @param mayFetch false: only what is installed
 * @throws LiveError where there is none that can do it
 */
export async function emulatorFor(
  context: Context,
  { architecture, atLeast, machine }: Guest,
  { mirror, mayFetch }: { readonly mirror?: string; readonly mayFetch: boolean },
): Promise<Emulator> {
  const { program, package: name } = PROGRAMS[architecture];
  if (findProgram(program) !== null) {
    const installed = { argv: [program], version: await versionOf(context, [program]) };
    if (isAtLeast(installed.version, atLeast)) return installed;
  }
  if (!mayFetch) needPrograms([program]);
  if (!mayFetch) throw new LiveError(`${program} is older than ${atLeast.join('.')}, which ${machine} needs`);
  const root = await kept(context, 'emulators', `${name}-${SUITE}`, (into) =>
    fetched(context, name, into, mirror),
  );
  const argv = loaded(root, program);
  return { argv, version: await versionOf(context, argv) };
}

async function fetched(
  context: Context,
  name: string,
  into: string,
  mirror: string | undefined,
): Promise<void> {
  const folder = join(into, 'apt');
  const host = hostOf().architecture;
  const apt = await during(context, `reading what ${SUITE} has for ${host}`, () =>
    aptOf(context, folder, { suite: SUITE, architecture: host, ...(mirror === undefined ? {} : { mirror }) }),
  );
  const names = await closureOf(context, apt, name);
  const packages = await during(
    context,
    `fetching ${name} of ${SUITE} with what it needs: ${names.length} packages`,
    () => fetchInto(context, apt, names, into),
  );
  writeFileSync(join(into, 'packages.json'), `${JSON.stringify({ suite: SUITE, packages }, null, 2)}\n`);
  rmSync(folder, { recursive: true });
}

/** The words that run a program of a root with the root's own libraries: its loader, told where they are. No chroot, so no root. */
function loaded(root: string, program: string): readonly string[] {
  const { triple, loader } = hostOf();
  const libraries = ['lib', 'usr/lib']
    .map((below) => join(root, below, triple))
    .filter((path) => existsSync(path));
  const start = libraries.map((path) => join(path, loader)).find((path) => existsSync(path));
  if (start === undefined)
    throw new LiveError(`no ${loader} in ${root}: remove the folder, and it is fetched again`);
  // Some libraries lie one folder further down.
  const below = libraries.flatMap((path) =>
    readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() && ['pulseaudio', 'blas', 'lapack'].includes(entry.name)
        ? [join(path, entry.name)]
        : [],
    ),
  );
  const data = ['usr/share/qemu', 'usr/share/seabios', 'usr/lib/ipxe/qemu'].flatMap((path) => [
    '-L',
    join(root, path),
  ]);
  return [
    start,
    '--library-path',
    [...libraries, ...below].join(':'),
    join(root, 'usr/bin', program),
    ...data,
  ];
}

export function hostOf(): {
  readonly architecture: Architecture;
  readonly triple: string;
  readonly loader: string;
} {
  const host = LOADERS[process.arch];
  if (!host)
    throw new LiveError(
      `emulators of Debian can be fetched for x86-64 and arm64 alone: install one on this ${process.arch}`,
    );
  const [architecture, triple, loader] = host;
  return { architecture, triple, loader };
}

async function versionOf(context: Context, argv: readonly string[]): Promise<string> {
  const [program = '', ...rest] = argv;
  const told = (await run(context, [program, ...rest, '--version'])).toString();
  const version = versionIn(told);
  if (version === null) throw new LiveError(`${program} does not tell its version`);
  return version;
}
