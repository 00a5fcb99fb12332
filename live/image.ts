/** The initramfs of a box: the adapter as /init, and the kernel's modules. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from './cache';
import type { Context } from './context';
import type { Entry } from './cpio';
import { characterDevice, cpio, file, folder } from './cpio';
import type { Kernel } from './kernel';

/** @returns the path of the initramfs */
export async function initrdFor(context: Context, kernel: Kernel, adapter: string): Promise<string> {
  const bytes = cpio(entriesOf(readProgram(adapter), join(kernel.folder, 'm')));
  const key = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const made = await kept(context, 'images', key, (into) => {
    writeFileSync(join(into, 'initrd'), bytes);
    return Promise.resolve();
  });
  return join(made, 'initrd');
}

/** @param modules the folder with the modules and their order */
export function entriesOf(init: Buffer, modules: string): readonly Entry[] {
  return [
    folder('dev'),
    // Before init mounts anything, the kernel opens it for init's stdin, stdout and stderr.
    characterDevice('dev/console', 5, 1),
    file('init', init, 0o755),
    folder('m'),
    ...readdirSync(modules)
      .sort()
      .map((name) => file(`m/${name}`, readFileSync(join(modules, name)))),
    folder('proc'),
    folder('sys'),
  ];
}

/** @throws RangeError where it is no ELF program, or one that wants a loader, which the initramfs has not */
function readProgram(path: string): Buffer {
  const bytes = read(path);
  if (bytes.toString('hex', 0, 5) !== '7f454c4602')
    throw new RangeError(`the adapter ${path} is no program of 64 bits`);
  if (hasInterpreter(bytes))
    throw new RangeError(`the adapter ${path} is not linked statically: compile it with -static`);
  return bytes;
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new RangeError(
      `the adapter ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    );
  }
}

const PT_INTERP = 3;

function hasInterpreter(elf: Buffer): boolean {
  const [table, size, count] = [
    Number(elf.readBigUInt64LE(0x20)),
    elf.readUInt16LE(0x36),
    elf.readUInt16LE(0x38),
  ];
  return Array.from({ length: count }, (_, i) => table + i * size).some(
    (at) => at + 4 <= elf.length && elf.readUInt32LE(at) === PT_INTERP,
  );
}
