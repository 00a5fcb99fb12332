/** A folder with the features of one machine: those of all are read for each run, and some tests run hundreds. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { LAYOUT } from '../layout';

/** @returns the folder, which goes when the tests are done */
export function featuresOf(machine: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-features-'));
  after(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(LAYOUT.features, machine), join(folder, machine));
  return folder;
}
