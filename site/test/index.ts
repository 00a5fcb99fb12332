/**
 * `npm run site:test`: the types of what needs the site's own packages, then the finished site in Debian's chromium (or in
 * $CHROMIUM). Options go to the tests: `-- --test-name-pattern=search` is one of them. Exit codes: 0 passed, 1 failed, 2
 * nothing to test.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SITE = join(__dirname, '..');
const NEEDED = [
  [
    join(SITE, 'node_modules/playwright-core'),
    'What tests the site is not installed: npm run site -- --install',
  ],
  [join(SITE, 'dist/index.html'), 'The site is not made: npm run site'],
  [
    process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    'There is no chromium: install the distribution’s, or say where it is: CHROMIUM=… npm run site:test',
  ],
] as const;

function passes(...argv: readonly string[]): boolean {
  return spawnSync(process.execPath, argv, { stdio: 'inherit' }).status === 0;
}

const missing = NEEDED.find(([path]) => !existsSync(path));
if (missing) {
  console.error(missing[1]);
  process.exitCode = 2;
} else {
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.ts'));
  const types = passes(join(SITE, 'node_modules/vue-tsc/bin/vue-tsc.js'), '--noEmit', '-p', SITE);
  const tests = passes(
    '-r',
    './bin/sources.js',
    '--test',
    '--test-reporter=spec',
    ...process.argv.slice(2),
    ...files.map((name) => join(__dirname, name)),
  );
  console.log(types ? 'types: right' : 'types: wrong, see above');
  process.exitCode = types && tests ? 0 : 1;
}
