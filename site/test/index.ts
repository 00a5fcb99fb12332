/**
 * `npm run site:test`: the types of what needs the site's own packages, then the finished site in Debian's chromium (or in
 * $CHROMIUM). Options go to the tests: `-- --test-name-pattern=search` is one of them. Exit codes: 0 passed, 1 failed, 2
 * nothing to test.
 */
import { spawn } from 'node:child_process';
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

function passes(...argv: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, argv, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => {
      resolve(code === 0);
    });
  });
}

/** The types and the tests beside each other; half of what a test does is waiting for the browser. */
async function test(options: readonly string[]): Promise<boolean> {
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.ts'));
  const [types, tests] = await Promise.all([
    passes(join(SITE, 'node_modules/vue-tsc/bin/vue-tsc.js'), '--noEmit', '-p', SITE),
    passes(
      ...['-r', './bin/sources.js', '--test', '--test-concurrency=2', '--test-reporter=spec'],
      ...options,
      ...files.map((name) => join(__dirname, name)),
    ),
  ]);
  console.log(types ? 'types: right' : 'types: wrong, see above');
  return types && tests;
}

const missing = NEEDED.find(([path]) => !existsSync(path));
if (missing) {
  console.error(missing[1]);
  process.exitCode = 2;
} else {
  void test(process.argv.slice(2)).then((passed) => {
    process.exitCode = passed ? 0 : 1;
  });
}
