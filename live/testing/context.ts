/** A context for tests: a cache in a temporary folder, which is removed with the test. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Context } from '../context';

export interface Tested extends Context {
  readonly said: string[];
  readonly interrupt: () => void;
}

export function tested(t: TestContext): Tested {
  const cache = mkdtempSync(join(tmpdir(), 'hvspec-live-'));
  t.after(() => rmSync(cache, { recursive: true, force: true }));
  const controller = new AbortController();
  const said: string[] = [];
  return {
    cache,
    signal: controller.signal,
    said,
    say: (text) => void said.push(text),
    interrupt: () => controller.abort(),
  };
}

/** The command lines of all processes, words with NUL between them. */
export function commandLines(): readonly string[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, 'latin1')] : [];
    } catch {
      return [];
    }
  });
}
