/** `npm run build`: the package's JavaScript in dist/, from nothing, with the schemas that it reads at run time. */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LAYOUT } from '../reports/layout';

const { root } = LAYOUT;
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [require.resolve('typescript/lib/tsc'), '-p', join(root, 'tsconfig.build.json')],
  { stdio: 'inherit' },
);
// Beside the code, as in the sources.
for (const file of readdirSync(join(root, 'schemas')).filter((name) => name.endsWith('.schema.json'))) {
  cpSync(join(root, 'schemas', file), join(dist, 'schemas', file));
}
