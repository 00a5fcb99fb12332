import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it, where there is none. Node's own recursive mkdir never comes back from a place where nothing can
 * be made, as below /proc.
 * @throws Error of the system, with its `code`
 */
export async function makeFolder(dir: string): Promise<void> {
  const parent = dirname(dir);
  try {
    if (!existsSync(parent)) await makeFolder(parent);
    await mkdir(dir);
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === 'EEXIST' && (await stat(dir)).isDirectory();
    if (!there) throw error;
  }
}
