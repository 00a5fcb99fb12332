/** Kernel modules: which files a module needs, in the order of loading, told by the modules themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Context } from './context';
import { LiveError } from './error';
import type { Group } from './guests';
import { run } from './programs';

/** A module as it goes into the initramfs. */
export interface Module {
  /** With `-` and not `_`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** A line of /m/order for the init: this module's file, in this group. */
export interface Loading {
  readonly group: string;
  readonly module: string;
}

/** `depends=` of a module's .modinfo section: what has to be loaded before. */
export function dependenciesOf(module: Buffer): readonly string[] {
  const found = /\0depends=([\w,-]*)\0/.exec(module.toString('latin1'))?.[1] ?? '';
  return found.split(',').filter(Boolean).map(canonical);
}

/**
 * The order of loading for groups of modules: of each what it depends on, then itself.
 * @param depends for the modules that are files; what else is named is built in
 * @throws LiveError where modules depend on each other
 */
export function loadingOrder(
  groups: readonly Group[],
  depends: ReadonlyMap<string, readonly string[]>,
): readonly Loading[] {
  return groups.flatMap(({ group, modules }) => {
    const order = new Set<string>();
    const visit = (module: string, above: readonly string[]): void => {
      if (above.includes(module))
        throw new LiveError(`the modules ${[...above, module].join(' > ')} depend on each other`);
      const below = depends.get(module);
      if (!below || order.has(module)) return;
      for (const one of below) visit(one, [...above, module]);
      order.add(module);
    };
    for (const module of modules) visit(canonical(module), []);
    return [...order].map((module) => ({ group, module }));
  });
}

/** Modules are called kvm_amd and their files kvm-amd.ko. */
export function canonical(name: string): string {
  return name.replaceAll('_', '-');
}

/**
 * Reads the modules of the groups, and all that they depend on, unpacked. A group without a file is taken to be built in,
 * and so is a dependency.
 * @param root the folder of one release, with kernel/ in it
 */
export async function modulesOf(
  context: Context,
  root: string,
  groups: readonly Group[],
): Promise<readonly Module[]> {
  const files = filesIn(root);
  const found = new Map<string, Module>();
  const visit = async (name: string): Promise<void> => {
    const file = files.get(name);
    if (file === undefined || found.has(name)) return;
    const module = { name, bytes: await unpacked(context, file) };
    found.set(name, module);
    for (const one of dependenciesOf(module.bytes)) await visit(one);
  };
  for (const { modules } of groups) for (const name of modules) await visit(canonical(name));
  return [...found.values()];
}

const MODULE = /^(.*)\.ko(\.gz|\.xz|\.zst)?$/;

function filesIn(root: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const path of (readdirSync(root, { recursive: true }) as string[]).sort()) {
    const name = MODULE.exec(basename(path))?.[1];
    if (name !== undefined) files.set(canonical(name), join(root, path));
  }
  return files;
}

async function unpacked(context: Context, path: string): Promise<Buffer> {
  if (path.endsWith('.gz')) return gunzipSync(readFileSync(path));
  if (path.endsWith('.xz')) return run(context, ['xz', '-dc', '--', path]);
  if (path.endsWith('.zst')) return run(context, ['zstd', '-qdc', '--', path]);
  return readFileSync(path);
}
