/**
 * `npm run check:rust`: the crate's tests, and a skeleton in Rust of every machine, built without a warning and examined by
 * the doctor. It needs cargo, and crates.io or Debian's librust-serde-json-dev and librust-serde-derive-dev, so `npm test`
 * leaves it out.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOf, profileNamed } from '../cli/skeleton/plan';
import { filesOf, writeSkeleton } from '../cli/skeleton/skeleton';
import { MACHINES } from '../model/machines';
import { doctor } from '../reports/doctor';
import { LAYOUT } from '../reports/layout';

const CRATE = join(LAYOUT.root, 'adapters', 'rust');
const DEBIAN = existsSync('/usr/share/cargo/registry')
  ? ['--config', join(CRATE, 'debian.toml'), '--offline']
  : [];
const folder = mkdtempSync(join(tmpdir(), 'hvspec-rust-'));

function cargo(command: string, manifest: string): void {
  const { status, error } = spawnSync('cargo', [command, '--quiet', ...DEBIAN, '--manifest-path', manifest], {
    stdio: 'inherit',
    env: { ...process.env, CARGO_TARGET_DIR: join(folder, 'target'), RUSTFLAGS: '-D warnings' },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`cargo ${command} of ${manifest} ended with ${status ?? 'a signal'}`);
}

async function main(): Promise<void> {
  cargo('test', join(CRATE, 'Cargo.toml'));
  for (const machine of MACHINES) {
    const skeleton = join(folder, machine.name);
    writeSkeleton(filesOf(planOf(machine, profileNamed(machine, undefined)), 'rust'), skeleton);
    cargo('build', join(skeleton, 'Cargo.toml'));
    const { exit, lines } = await doctor([join(folder, 'target', 'debug', `${machine.name}-adapter`)]);
    const left = lines.find((line) => line.includes('is left to be written'));
    if (exit !== 1 || left === undefined || lines.some((line) => line.startsWith('note')))
      throw new Error(lines.join('\n'));
    console.log(`${machine.name}: ${left}`);
  }
}

main()
  .catch((error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));
