/** Where things lie: the same for a source checkout and for an installed package. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

export interface Layout {
  /** The package's folder, with package.json and features/. */
  readonly root: string;
  /** The folder of the code: the root itself, or dist/ in an installed package. */
  readonly code: string;
  /** Of the files in it. */
  readonly extension: '.ts' | '.js';
  /** The folder with a folder of features for each machine. */
  readonly features: string;
  readonly version: string;
}

/** The layout around this file. */
export const LAYOUT: Layout = layoutAround(__filename);

/**
 * The layout around a file of the code.
 * @throws Error where no folder above it holds hvspec's package.json
 */
export function layoutAround(file: string): Layout {
  const code = dirname(dirname(file));
  for (let root = code; ; root = dirname(root)) {
    const manifest = join(root, 'package.json');
    if (existsSync(manifest)) {
      const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;
      const extension = extname(file) === '.ts' ? '.ts' : '.js';
      if (name === 'hvspec')
        return { root, code, extension, features: join(root, 'features'), version: version ?? '0' };
    }
    if (dirname(root) === root)
      throw new Error(`no package.json of hvspec above ${file}: the installation is not whole`);
  }
}
