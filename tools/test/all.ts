/** Running parts, a few at a time, with a line for each as it ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Part, Result } from './part';
import { runPart } from './part';
import { pathOfPython } from './python';

/** Two more than the cores that it is meant for: tests of processes wait for most of their time. */
const LANES = 4;
/** The end of a long output says more than its beginning. */
const SHOWN = 12_000;

/**
 * Prints a line for each part, what a part that failed had to say, and at the end `N passed, N failed, N skipped`.
 * @returns the exit code: 1 where anything failed
 */
export async function runParts(parts: readonly Part[]): Promise<number> {
  console.log(`${parts.length} parts, ${LANES} at a time; a line for each as it ends`);
  const python = mkdtempSync(join(tmpdir(), 'hvspec-python-'));
  process.env['PATH'] = pathOfPython(process.env['PATH'] ?? '', python);
  const results = await runAll(parts).finally(() => rmSync(python, { recursive: true }));
  for (const { name, text } of results) if (text !== '') console.log(`\n--- ${name}\n${endOf(text)}`);
  const sum = (of: (result: Result) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const failed = sum((result) => result.failed);
  console.log('');
  console.log(
    `${sum((result) => result.passed)} passed, ${failed} failed, ${sum((result) => result.skipped)} skipped`,
  );
  return failed > 0 ? 1 : 0;
}

/** Whole lines, as many as are shown. */
function endOf(text: string): string {
  return text.length <= SHOWN ? text : `…${text.slice(-SHOWN).replace(/^[^\n]*/, '')}`;
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
