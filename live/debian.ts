/**
 * Packages of any suite of Debian, by apt, into a folder: nothing is installed, nothing is done as root, and the machine's
 * own lists are not touched. apt checks what it fetches by the archive's signatures.
 */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Context } from './context';
import { LiveError } from './error';
import type { Architecture } from './guests';
import { needPrograms, run } from './programs';

/** A package that was fetched. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** An apt of its own in a folder, that knows one suite. */
export interface Apt {
  readonly suite: string;
  readonly folder: string;
  readonly options: readonly string[];
}

const KEYRINGS = ['pgp', 'gpg'].map((kind) => `/usr/share/keyrings/debian-archive-keyring.${kind}`);
/** Suites by which a mirror of Debian itself is told, and no other archive. */
const SUITES =
  'buster|bullseye|bookworm|trixie|forky|duke|sid|oldoldstable|oldstable|stable|testing|unstable|experimental';

/** The mirror that the machine's apt uses, of what `apt-get update --print-uris` says; null where there is none of Debian. */
export function mirrorIn(uris: string): string | null {
  return (
    new RegExp(`^'([^']+)/dists/(?:${SUITES})(?:-updates|-backports)?/InRelease'`, 'm').exec(uris)?.[1] ??
    null
  );
}

/** A source in apt's deb822 format (sources.list(5)). */
export function sourceOf(
  mirror: string,
  suite: string,
  architecture: Architecture,
  keyring: string | null,
): string {
  const lines = [
    'Types: deb',
    `URIs: ${mirror}`,
    `Suites: ${suite}`,
    'Components: main',
    `Architectures: ${architecture}`,
    ...(keyring === null ? [] : [`Signed-By: ${keyring}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Options that keep apt within a folder; the machine's own settings, such as a proxy, hold. */
export function aptOptions(folder: string, architecture: Architecture): readonly string[] {
  const settings = {
    'Dir::Etc::sourcelist': join(folder, 'suite.sources'),
    'Dir::Etc::sourceparts': join(folder, 'none'),
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': join(folder, 'none'),
    'Dir::State': folder,
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Architecture': architecture,
    // Root is not needed; where we are root all the same, what apt writes is ours.
    'APT::Sandbox::User': 'root',
    'APT::Install-Recommends': 'false',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    'Acquire::ForceHash': 'sha256',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** Fetches the lists of a suite into a folder. */
export async function aptOf(
  context: Context,
  folder: string,
  {
    suite,
    architecture,
    mirror,
  }: { readonly suite: string; readonly architecture: Architecture; readonly mirror?: string },
): Promise<Apt> {
  needPrograms(['apt-get', 'apt-cache', 'dpkg-deb']);
  const from = mirror ?? mirrorIn((await run(context, ['apt-get', 'update', '--print-uris'])).toString());
  if (from === null) throw new LiveError("this machine's apt has no mirror of Debian: --mirror names one");
  for (const below of ['lists/partial', 'cache/archives/partial', 'none'])
    mkdirSync(join(folder, below), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  const keyring = KEYRINGS.find((path) => existsSync(path)) ?? null;
  writeFileSync(join(folder, 'suite.sources'), sourceOf(from, suite, architecture, keyring));
  const options = aptOptions(folder, architecture);
  await run(context, ['apt-get', '-q', 'update', ...options]);
  return { suite, folder, options };
}

/** Names of packages that begin so. */
export async function packagesNamed(
  context: Context,
  { options }: Apt,
  prefix: string,
): Promise<readonly string[]> {
  const names = await run(context, ['apt-cache', 'pkgnames', prefix, ...options]);
  return names.toString().split('\n').filter(Boolean);
}

/** A package and those that it depends on whose names match, in no order; those that the suite has not are left out. */
export async function withDependencies(
  context: Context,
  { options }: Apt,
  name: string,
  wanted: RegExp,
): Promise<readonly string[]> {
  const found = new Set<string>();
  const visit = async (one: string): Promise<void> => {
    if (found.has(one)) return;
    const shown = (
      await run(context, ['apt-cache', 'show', '--no-all-versions', one, ...options])
    ).toString();
    if (!shown.startsWith('Package: ')) return;
    found.add(one);
    for (const dependency of dependsIn(shown)) if (wanted.test(dependency)) await visit(dependency);
  };
  await visit(name);
  return [...found];
}

/** The names in the Depends and Pre-Depends of what `apt-cache show` prints; of alternatives the first. */
export function dependsIn(shown: string): readonly string[] {
  return [...shown.matchAll(/^(?:Pre-)?Depends: (.*)$/gm)]
    .flatMap(([, list = '']) =>
      list.split(',').map((one) => /^\s*([a-z0-9][a-z0-9.+-]*)/.exec(one)?.[1] ?? ''),
    )
    .filter(Boolean);
}

/** All that a package needs to run beside nothing at all, itself included. */
export async function closureOf(
  context: Context,
  { options }: Apt,
  name: string,
): Promise<readonly string[]> {
  const told = await run(context, ['apt-get', '-qq', '--print-uris', 'install', name, ...options]);
  return [...told.toString().matchAll(/^'[^']+' ([a-z0-9][a-z0-9.+-]*)_/gm)].map(([, found = '']) => found);
}

/** Fetches packages and unpacks them all into a folder. @returns what they were */
export async function fetchInto(
  context: Context,
  apt: Apt,
  names: readonly string[],
  into: string,
): Promise<readonly Package[]> {
  const debs = join(apt.folder, 'debs');
  mkdirSync(debs);
  await run(context, ['apt-get', '-q', 'download', ...names, ...apt.options], { cwd: debs });
  const packages: Package[] = [];
  for (const file of readdirSync(debs).sort()) {
    const path = join(debs, file);
    const [name = '', version = '', architecture = ''] = file.replace(/\.deb$/, '').split('_');
    packages.push({
      name,
      version: decodeURIComponent(version),
      architecture,
      bytes: statSync(path).size,
      sha256: await sha256Of(path),
    });
    await run(context, ['dpkg-deb', '-x', path, into]);
  }
  rmSync(debs, { recursive: true });
  return packages;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
