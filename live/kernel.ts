/** A kernel to boot, taken out of a build or a package: the file that the emulator starts, and the modules that it needs. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Context } from './context';
import type { Payload } from './elf';
import { hasPvhEntry, payloadOf } from './elf';
import type { Architecture } from './guests';
import { MODULES } from './guests';
import { checkKernel } from './kernel-file';
import { dependenciesOf, loadingOrder, modulesOf } from './modules';
import { run } from './programs';

/** A folder of the cache with what {@link takeKernel} wrote. */
export interface Kernel {
  readonly folder: string;
  /** `6.12.117+deb13-amd64`; of a build without modules what its file says. */
  readonly release: string;
  /** What QEMU starts: an ELF file where the kernel can be entered by PVH. */
  readonly image: string;
  /** The file as the build left it: what a boot loader starts. */
  readonly packed: string;
  /** A sentence that tells where it is from. */
  readonly origin: string;
}

interface Facts {
  readonly release: string;
  readonly origin: string;
}

/** What to take apart. */
export interface Given {
  readonly image: string;
  /** What holds lib/modules or usr/lib/modules, or is itself the folder of a release; null: all is built in. */
  readonly modules: string | null;
  readonly origin: string;
  /** Where it is known; else the files tell. */
  readonly release?: string;
}

/** Writes image, modules and their order into a folder. */
export async function takeKernel(
  context: Context,
  given: Given,
  architecture: Architecture,
  into: string,
): Promise<void> {
  const packed = readKernel(given.image);
  checkKernel(packed, architecture, given.image);
  const root = given.modules === null ? null : releaseFolder(given.modules);
  const modules = root === null ? [] : await modulesOf(context, root, MODULES[architecture]);
  const depends = new Map(modules.map(({ name, bytes }) => [name, dependenciesOf(bytes)]));
  mkdirSync(join(into, 'm'));
  for (const { name, bytes } of modules) writeFileSync(join(into, 'm', `${name}.ko`), bytes);
  const order = loadingOrder(MODULES[architecture], depends);
  writeFileSync(
    join(into, 'm', 'order'),
    order.map(({ group, module }) => `${group} ${module}.ko\n`).join(''),
  );
  writeFileSync(
    join(into, 'image'),
    architecture === 'amd64' ? await startable(context, packed) : plain(packed, given.image),
  );
  writeFileSync(join(into, 'packed'), packed);
  const facts: Facts = {
    release: given.release ?? (root === null ? releaseIn(packed) : basename(root)),
    origin: given.origin,
  };
  writeFileSync(join(into, 'kernel.json'), `${JSON.stringify(facts, null, 2)}\n`);
}

/** What is in a folder that {@link takeKernel} filled. */
export function kernelIn(folder: string): Kernel {
  const facts = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as Facts;
  return { folder, image: join(folder, 'image'), packed: join(folder, 'packed'), ...facts };
}

/** A name for what a build left, by its bytes: the same files are taken once. */
export function digestOf(image: string, modules: string | null): string {
  const hash = createHash('sha256').update(readKernel(image));
  if (modules !== null) {
    const root = releaseFolder(modules);
    const wanted = /^(kvm|virtio|irqbypass|ccp)/;
    for (const path of (readdirSync(root, { recursive: true }) as string[]).sort()) {
      const name = basename(path);
      if (wanted.test(name) && /\.ko(\.\w+)?$/.test(name))
        hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Whether a folder holds a release's modules, in itself or in lib/modules or usr/lib/modules. */
export function hasModules(given: string): boolean {
  return releasesIn(given).length > 0;
}

/**
 * The folder of the one release in what was given.
 * @throws LiveError where there is none, or more than one
 */
export function releaseFolder(given: string): string {
  const [folder, another] = releasesIn(given);
  if (folder === undefined) {
    throw new RangeError(
      `no modules in ${given}: give what \`make modules_install INSTALL_MOD_PATH=DIR\` filled, or leave --modules out where all is built in`,
    );
  }
  if (another === undefined) return folder;
  throw new RangeError(`${given} has several releases: name one, as in --modules ${another}`);
}

function releasesIn(given: string): readonly string[] {
  if (existsSync(join(given, 'kernel'))) return [given.replace(/\/+$/, '')];
  const folders = ['lib/modules', 'usr/lib/modules']
    .map((below) => join(given, below))
    .filter((path) => existsSync(path));
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => existsSync(join(path, 'kernel'))),
  );
}

function readKernel(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new RangeError(
      `the kernel ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    );
  }
}

/** A bzImage's version string is told by its header; of an arm64 Image nothing tells. */
function releaseIn(image: Buffer): string {
  if (image.length < 0x210 || image.toString('latin1', 0x202, 0x206) !== 'HdrS') return 'unknown release';
  const at = image.readUInt16LE(0x20e) + 0x200;
  return /^[\w.+~-]+/.exec(image.toString('latin1', at, at + 80))?.[0] ?? 'unknown release';
}

/** The ELF file in a bzImage, or the bzImage where there is none with a PVH entry. */
async function startable(context: Context, image: Buffer): Promise<Buffer> {
  if (hasPvhEntry(image)) return image;
  const payload = payloadOf(image);
  if (!payload) return image;
  const elf = await unpack(context, payload);
  return elf !== null && hasPvhEntry(elf) ? elf : image;
}

async function unpack(context: Context, { packing, bytes: input }: Payload): Promise<Buffer | null> {
  switch (packing) {
    case 'none':
      return input;
    case 'gzip':
      return gunzipSync(input);
    case 'xz':
      return run(context, ['xz', '-dc'], { input });
    case 'zstd':
      return run(context, ['zstd', '-qdc'], { input });
    case 'lz4':
      return run(context, ['lz4', '-qdc'], { input });
  }
}

/** QEMU takes an arm64 Image as it is, and Image.gz is unpacked here. */
function plain(image: Buffer, path: string): Buffer {
  if (image.toString('hex', 0, 2) !== '1f8b') return image;
  let unpacked: Buffer;
  try {
    unpacked = gunzipSync(image);
  } catch {
    throw new RangeError(`the kernel ${path} cannot be unpacked: it is no whole gzip file`);
  }
  checkKernel(unpacked, 'arm64', path);
  return unpacked;
}
