/** The Python that tests start hundreds of times. */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/**
 * The search path with the folder of `python3` itself in front: a script that stands before it, as pyenv's, takes longer than it.
 * @returns `path` as it is where there is no `python3`
 */
export function pathOfPython(path: string): string {
  const { status, stdout } = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  });
  return status === 0 ? [dirname(stdout.trim()), path].join(delimiter) : path;
}
