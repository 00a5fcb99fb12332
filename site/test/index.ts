/** `npm run site:test`: the finished site in Debian's chromium (or in $CHROMIUM); `-- --test-name-pattern=search` is one of them. Exit codes: 0 passed, 1 failed, 2 nothing to test. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const SITE = join(__dirname, '..');
const NEEDED = [
  [join(SITE, 'dist/index.html'), 'The site is not made: npm run site'],
  [
    join(SITE, 'node_modules/playwright-core'),
    'What tests the site is not installed: npm run site -- --install',
  ],
  [
    process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    'There is no chromium: install the distribution’s, or say where it is: CHROMIUM=… npm run site:test',
  ],
] as const;

const missing = NEEDED.find(([path]) => !existsSync(path));
if (missing) {
  console.error(missing[1]);
  process.exitCode = 2;
} else {
  const argv = [
    '-r',
    './bin/sources.js',
    '--test-reporter=spec',
    ...process.argv.slice(2),
    join(__dirname, 'site.test.ts'),
  ];
  process.exitCode = spawnSync(process.execPath, argv, { stdio: 'inherit' }).status ?? 1;
}
