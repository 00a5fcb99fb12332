/** Counting the cases of a part from what its command printed. */
import type { Counts, Ended } from './part';

/** node --test, TAP: each test that is not a group of others. */
export function tapCounts({ stdout }: Ended): Counts | null {
  const number = (name: string): number | undefined => {
    const found = new RegExp(`^# ${name} (\\d+)$`, 'm').exec(stdout);
    return found ? Number(found[1]) : undefined;
  };
  const [passed, failed, cancelled, skipped, todo] = ['pass', 'fail', 'cancelled', 'skipped', 'todo'].map(
    number,
  );
  if (passed === undefined || failed === undefined) return null;
  return { passed, failed: failed + (cancelled ?? 0), skipped: (skipped ?? 0) + (todo ?? 0) };
}

/** Cucumber: `89 scenarios (1 failed, 2 undefined, 86 passed)`; only what passed has passed. */
export function scenarioCounts({ stdout }: Ended): Counts | null {
  const [, total, list] = /^(\d+) scenarios? \((.*)\)$/m.exec(stdout) ?? [];
  if (total === undefined || list === undefined) return null;
  const number = (name: string): number => Number(new RegExp(`(\\d+) ${name}`).exec(list)?.[1] ?? 0);
  const passed = number('passed');
  const skipped = number('skipped');
  return { passed, failed: Number(total) - passed - skipped, skipped };
}

/**
 * tools/mutants.ts: for each machine `syndbg: 86 of 86 mutants dead, 0 idle cases`, and at the end what the
 * cases did on the reference, `reference model 1 conforms: 335 pass, 2 inapplicable (seed 1, exit 0)`.
 */
export function mutantCounts({ stdout }: Ended): Counts | null {
  const lines = [...stdout.matchAll(/(\d+) of (\d+) mutants dead, (\d+) idle cases/g)].map((match) =>
    match.slice(1).map(Number),
  );
  const last = /^reference model \S+ .*: (.*) \(seed .*\)$/m.exec(stdout)?.[1];
  if (lines.length === 0 || last === undefined) return null;
  const sum = (of: (line: readonly number[]) => number): number =>
    lines.reduce((total, line) => total + of(line), 0);
  const results = (name: string): number => Number(new RegExp(`(\\d+) ${name}\\b`).exec(last)?.[1] ?? 0);
  return {
    passed: sum(([dead = 0]) => dead) + results('pass'),
    failed:
      sum(([dead = 0, all = 0, idle = 0]) => all - dead + idle) +
      results('fail') +
      results('inconclusive') +
      results('untestable') +
      results('error'),
    skipped: results('inapplicable'),
  };
}
