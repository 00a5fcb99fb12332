/** The Python that tests start hundreds of times. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * The search path with a `python3` in front that leads to Python itself, and knows none of the packages that are installed: a
 * script that stands before it, as pyenv's, and what packages have it load at each start take longer than the start does.
 * @param folder an empty one, for a virtual environment without a package
 * @returns `path` as it is where there is no `python3`
 */
export function pathOfPython(path: string, folder: string): string {
  const where = 'import os, sys; print(os.path.realpath(sys.executable))';
  const { status, stdout } = spawnSync('python3', ['-c', where], { encoding: 'utf8' });
  if (status !== 0) return path;
  const python = stdout.trim();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(python, join(bin, 'python3'));
  writeFileSync(
    join(folder, 'pyvenv.cfg'),
    `home = ${dirname(python)}\ninclude-system-site-packages = false\n`,
  );
  return [bin, path].join(delimiter);
}
