/** For tests: scenarios written for the occasion, run, and read back as operations. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../model/core/wire';
import { runSuite } from '../runner';

/**
 * The operations, in the wire's form, of each scenario of a feature. Every scenario has to end with
 * `Then it fails with ENOSUCH`, so that it fails there and hands over its trace.
 */
export async function tracesOf(lines: readonly string[]): Promise<readonly (readonly Json[])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'said-'));
  try {
    const path = join(folder, 'said.feature');
    writeFileSync(path, lines.join('\n'));
    const { conformance } = await runSuite({ paths: [path], seed: 1 });
    for (const { message } of conformance.cases) assert.match(message ?? '', /ENOSUCH/);
    return conformance.cases.map(({ trace }) => (trace ?? []).map(({ op }) => op as Json));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
