/** The unit tests of a model on one mutant, in a process of their own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAYOUT } from '../../reports/layout';
import type { Prepared } from './load';

const LIMIT_MS = 120_000;
const PRELOADED = ['-r', './bin/sources.js', '-r', './tools/mutation/preload.ts'];

/** Judges by the clock: on a busy machine it fails whatever the mutant is. */
const TIMED = 'large-map.test.ts';

/** Whether the model's own tests fail with a mutant on. @throws Error where they fail without one */
export function unitTestsOf(machine: string, model: Prepared): (id: number) => boolean {
  const temporary = mkdtempSync(join(tmpdir(), 'hvspec-mutants-'));
  process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
  const file = join(temporary, 'prepared.json');
  writeFileSync(file, JSON.stringify({ code: model.code }));
  const folder = join('model', machine);
  const tests = (readdirSync(join(LAYOUT.root, folder), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.test.ts') && name !== TIMED)
    .map((name) => join(folder, name));
  const fails = (id: number): boolean =>
    spawnSync(process.execPath, [...PRELOADED, 'tools/test/unit.ts', ...tests], {
      cwd: LAYOUT.root,
      env: { ...process.env, HVSPEC_MUTANT: String(id), HVSPEC_PREPARED: file },
      stdio: 'ignore',
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    }).status !== 0;
  if (fails(0)) throw new Error(`the unit tests of model/${machine} fail as they are`);
  return fails;
}
