/**
 * `npm test`: everything that says whether the project is sound. Prints a line for each part, what a part that
 * failed had to say, and at the end `N passed, N failed, N skipped`: cases, mutants and unit tests. Checks of the sources count
 * only where they fail. Exits 1 where anything failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runParts } from './test/all';
import { parts } from './test/parts';

async function main(): Promise<number> {
  // A folder of its own: two runs at a time must not mix.
  const coverage = mkdtempSync(join(tmpdir(), 'hvspec-coverage-'));
  try {
    return await runParts(parts(coverage));
  } finally {
    rmSync(coverage, { recursive: true, force: true });
  }
}

void main().then((code) => {
  process.exitCode = code;
});
