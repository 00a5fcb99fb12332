/**
 * `npm run check:package`: packs the package, installs it into an empty folder and runs the suite there. Exits
 * with the exit code of that run. It needs the registry, so `npm test` leaves it out.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAYOUT } from '../reports/layout';

const folder = mkdtempSync(join(tmpdir(), 'hvspec-package-'));
try {
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: LAYOUT.root, stdio: 'inherit' });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack left no tarball');
  const packed = execFileSync('tar', ['-tzf', join(folder, tarball)], { encoding: 'utf8' }).split('\n');
  const tests = packed.filter((name) => /\.test\.[jt]s$/.test(name));
  if (tests.length > 0) throw new Error(`tests that cannot run there are packed: ${tests.join(', ')}`);
  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{"name":"app","private":true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', join(folder, tarball)], {
    cwd: app,
    stdio: 'inherit',
  });
  const { status } = spawnSync('npx', ['--no-install', 'hvspec', 'run', '--out', 'reports'], {
    cwd: app,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 2;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
