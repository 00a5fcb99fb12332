/** The modules of a wrong kernel, in a folder that a box takes as `--modules`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel } from '../kernel';
import type { Wrong } from './patch';
import { patched } from './patch';

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
