/** A wrong kernel's files, as a box takes them by `--kernel` and `--modules`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context';
import type { Kernel } from '../kernel';
import type { Wrong } from './patch';
import { patched, patchedImage } from './patch';
import { repacked } from './repack';

/**
 * Writes the kernel's modules, one of them changed, to `into`/kernel.
 * @param wrong null for none: the pristine kernel, in the same way
 * @throws LiveError where the module is not the one that it was written for
 */
export function writeModules(kernel: Kernel, wrong: Wrong | null, into: string): void {
  const from = join(kernel.folder, 'm');
  const to = join(into, 'kernel');
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((file) => file.endsWith('.ko'))) {
    const bytes = readFileSync(join(from, name));
    writeFileSync(join(to, name), wrong && name === `${wrong.module}.ko` ? patched(bytes, wrong) : bytes);
  }
}

/**
 * Writes the kernel's image, changed, to `into`/image, unless the change is of a module.
 * @param byLoader whether a boot loader starts it, which takes a bzImage
 * @returns the image to boot
 * @throws LiveError where it is not the one that it was written for
 */
export async function writeImage(
  context: Context,
  { kernel, byLoader }: { readonly kernel: Kernel; readonly byLoader: boolean },
  wrong: Wrong | null,
  into: string,
): Promise<string> {
  if (wrong?.module !== null) return byLoader ? kernel.packed : kernel.image;
  const path = join(into, 'image');
  const image = patchedImage(readFileSync(kernel.image), wrong);
  writeFileSync(path, byLoader ? await repacked(context, readFileSync(kernel.packed), image) : image);
  return path;
}
