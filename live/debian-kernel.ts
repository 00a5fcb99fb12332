/** A kernel of Debian, by its version: found in a suite, fetched, and taken apart. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from './cache';
import type { Context } from './context';
import { during } from './context';
import { aptOf, fetchInto, packagesNamed, withDependencies } from './debian';
import { LiveError } from './error';
import type { Architecture } from './guests';
import type { Given, Kernel } from './kernel';
import { hasModules, kernelIn, takeKernel } from './kernel';

export interface Wanted {
  /** `6.12`, or all of it: `6.12.117`. */
  readonly version: string;
  readonly architecture: Architecture;
  /** Looked at in this order. */
  readonly suites: readonly string[];
  readonly mirror?: string;
  /** Whether it is fetched again where it is in the cache. */
  readonly fresh?: boolean;
}

/** Suites that have, or had, kernels for the machines of the suite; the newest last. */
export const SUITES = ['bookworm', 'trixie', 'trixie-backports', 'sid'] as const;

/** Which of Debian's flavours: the smallest that has all that is needed boots fastest. */
const FLAVOUR: Readonly<Record<Architecture, string>> = { amd64: 'amd64', arm64: 'cloud-arm64' };

/** @throws LiveError where no suite has it, or it cannot be fetched */
export async function debianKernel(context: Context, wanted: Wanted): Promise<Kernel> {
  const { version, architecture, suites, fresh = false } = wanted;
  if (!/^\d+\.\d+(\.\d+)?$/.test(version))
    throw new RangeError(`"${version}" is no version of Linux: write it as in 6.12 or 6.12.117`);
  const key = ['debian', version, architecture, ...(suites.length === 1 ? suites : [])].join('-');
  const make = async (into: string): Promise<void> => {
    const looked: string[] = [];
    for (const suite of suites) {
      const found = await fetchedFrom(context, wanted, suite, into);
      if (found === null) return;
      looked.push(`${suite} has ${found.join(', ') || 'none'}`);
    }
    throw new LiveError(
      `no Linux ${version} for ${architecture} in Debian now: ${looked.join('; ')}. --suite names another suite`,
    );
  };
  return kernelIn(await kept(context, 'kernels', key, make, fresh));
}

/** @returns null where it is there now, else the versions that the suite has */
async function fetchedFrom(
  context: Context,
  { version, architecture, mirror }: Wanted,
  suite: string,
  into: string,
): Promise<readonly string[] | null> {
  const apt = await during(context, `reading what ${suite} has for ${architecture}`, () =>
    aptOf(context, join(into, 'apt', suite), {
      suite,
      architecture,
      ...(mirror === undefined ? {} : { mirror }),
    }),
  );
  const images = (await packagesNamed(context, apt, 'linux-image-')).filter(
    (name) => versionIn(name, architecture) !== null,
  );
  const image = newestOf(images, version, architecture);
  if (image === null)
    return [...new Set(images.map((name) => shortOf(versionIn(name, architecture) ?? '')))].sort(byNumber);
  const names = await withDependencies(context, apt, image, /^linux-(image|binary|modules)-\d/);
  const root = join(into, 'root');
  mkdirSync(root);
  const packages = await during(context, `fetching ${image} from ${suite}`, () =>
    fetchInto(context, apt, names, root),
  );
  const { version: of = '' } = packages.find(({ name }) => name === image) ?? {};
  const given: Given = {
    image: imageIn(root),
    modules: hasModules(root) ? root : null,
    origin: `${image} ${of} of ${suite}`,
    release: image.replace('linux-image-', ''),
  };
  await during(context, `taking ${image} apart`, () => takeKernel(context, given, architecture, into));
  writeFileSync(join(into, 'packages.json'), `${JSON.stringify({ suite, packages }, null, 2)}\n`);
  for (const scratch of ['apt', 'root']) rmSync(join(into, scratch), { recursive: true });
  return null;
}

/** `6.12.117+deb13` of `linux-image-6.12.117+deb13-amd64`; null where the flavour is another. */
export function versionIn(name: string, architecture: Architecture): string | null {
  const flavour = FLAVOUR[architecture];
  return (
    new RegExp(`^linux-image-(\\d+\\.\\d+(?:[.+~][^-]*)?(?:-\\d+)?)-${flavour}$`).exec(name)?.[1] ?? null
  );
}

/** The newest image package of a version; null where there is none. */
export function newestOf(
  names: readonly string[],
  version: string,
  architecture: Architecture,
): string | null {
  const fitting = names.filter((name) => {
    const found = versionIn(name, architecture) ?? '';
    return found.startsWith(version) && !/^\d/.test(found.slice(version.length));
  });
  return [...fitting].sort(byNumber).at(-1) ?? null;
}

/** As people read versions: 6.9 before 6.12. */
const { compare: byNumber } = new Intl.Collator('en', { numeric: true });

function shortOf(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version;
}

/** The kernel in unpacked packages: boot/vmlinuz-…, or from 7.2 on beside its modules. */
function imageIn(root: string): string {
  const files = readdirSync(root, { recursive: true }) as string[];
  const image = files.find((path) => /(^boot\/vmlinuz-[^/]+|\/modules\/[^/]+\/vmlinuz)$/.test(path));
  if (image === undefined) throw new LiveError('there is no kernel in the packages');
  return join(root, image);
}
