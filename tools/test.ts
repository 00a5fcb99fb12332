/**
 * `npm test`: everything that says whether the project is sound. Prints a line for each part, what a part that
 * failed had to say, and at the end `N passed, N failed, N skipped`: cases, mutants and unit tests. Checks of the sources count
 * only where they fail. Exits 1 where anything failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Part, Result } from './test/part';
import { runPart } from './test/part';
import { parts } from './test/parts';

/** One more than the cores that it is meant for: tests of processes wait for most of their time. */
const LANES = 3;
/** The end of a long output says more than its beginning. */
const SHOWN = 12_000;

async function main(): Promise<number> {
  // A folder of its own: two runs at a time must not mix.
  const coverage = mkdtempSync(join(tmpdir(), 'hvspec-coverage-'));
  const results = await runAll(parts(coverage));
  rmSync(coverage, { recursive: true, force: true });
  for (const { name, text } of results) if (text !== '') console.log(`\n--- ${name}\n${text.slice(-SHOWN)}`);
  const sum = (of: (result: Result) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const failed = sum((result) => result.failed);
  console.log('');
  console.log(
    `${sum((result) => result.passed)} passed, ${failed} failed, ${sum((result) => result.skipped)} skipped`,
  );
  return failed > 0 ? 1 : 0;
}

/** Each part once those that it waits for have ended, a few at a time. A failure stops nothing. */
async function runAll(all: readonly Part[]): Promise<readonly Result[]> {
  const waiting = [...all];
  const done = new Map<string, Result>();
  const lane = async (): Promise<void> => {
    for (;;) {
      const index = waiting.findIndex(({ after = [] }) => after.every((name) => done.has(name)));
      const [part] = index < 0 ? [] : waiting.splice(index, 1);
      if (part) {
        const result = await runPart(part);
        done.set(part.name, result);
        console.log(line(result));
      } else if (waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
      else return;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return all.flatMap(({ name }) => done.get(name) ?? []);
}

function line({ name, passed, failed, skipped, seconds, late }: Result): string {
  const counts = [
    passed > 0 ? `${passed} passed` : '',
    failed > 0 ? `${failed} FAILED` : '',
    skipped > 0 ? `${skipped} skipped` : '',
    late ? 'ended because it took too long' : '',
  ].filter(Boolean);
  const text = counts.length > 0 ? `: ${counts.join(', ')}` : '';
  return `${failed > 0 ? 'not ok' : 'ok'} ${name}${text} (${seconds.toFixed(1)} s)`;
}

void main().then((code) => {
  process.exitCode = code;
});
