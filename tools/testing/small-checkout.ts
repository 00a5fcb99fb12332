/** A checkout with nothing but what runs the sources, for tests of that: what it keeps is its own. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { LAYOUT } from '../../reports/layout';

/**
 * @param name begins the folder's
 * @param packages that its sources may load
 * @returns the folder, which goes when the tests are done
 */
export function smallCheckout(name: string, packages: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), `hvspec-${name}-`));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  cpSync(join(LAYOUT.root, 'bin'), join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  for (const one of packages)
    symlinkSync(join(LAYOUT.root, 'node_modules', one), join(folder, 'node_modules', one));
  return folder;
}
