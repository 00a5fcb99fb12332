/** `npm run build`: the package's JavaScript in dist/, from nothing, with the schemas and the maps that it reads at run time. */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { LAYOUT } from '../reports/layout';

const { root } = LAYOUT;
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(root, 'node_modules', 'typescript-native', 'bin', 'tsc'), '-p', join(root, 'tsconfig.build.json')],
  { stdio: 'inherit' },
);
// Beside the code, as in the sources; the doctor shows the fixtures as examples.
cpSync(join(root, 'schemas'), join(dist, 'schemas'), {
  recursive: true,
  filter: (path) => !path.endsWith(`${sep}bad.ndjson`),
});
// What scenarios read, such as the direct maps of real kernels; the recordings themselves are for `check`.
cpSync(join(root, 'recordings'), join(dist, 'recordings'), {
  recursive: true,
  filter: (path) => !/\.(ndjson|md)$/.test(path),
});
