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

/** hvspec run --format json: results by verdict, and each reason for which the run is not green. */
export function reportCounts({ stdout }: Ended): Counts | null {
  try {
    const { counts, exit } = JSON.parse(stdout) as {
      counts: Readonly<Record<string, number>>;
      exit: { reasons: readonly unknown[] };
    };
    const of = (...names: readonly string[]): number =>
      names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
    const failed = of('fail', 'unexpected-pass', 'untestable', 'error') + exit.reasons.length;
    return { passed: of('pass', 'expected-fail'), failed, skipped: of('inapplicable') };
  } catch {
    return null;
  }
}

/** tools/mutants.ts, for each machine: `syndbg: 86 of 86 mutants dead, 0 idle cases`. */
export function mutantCounts({ stdout }: Ended): Counts | null {
  const lines = [...stdout.matchAll(/(\d+) of (\d+) mutants dead, (\d+) idle cases/g)].map((match) =>
    match.slice(1).map(Number),
  );
  if (lines.length === 0) return null;
  const sum = (of: (line: readonly number[]) => number): number =>
    lines.reduce((total, line) => total + of(line), 0);
  return {
    passed: sum(([dead = 0]) => dead),
    failed: sum(([dead = 0, all = 0, idle = 0]) => all - dead + idle),
    skipped: 0,
  };
}

/** eslint --format json: files without an error. */
export function eslintCounts({ stdout }: Ended): Counts | null {
  try {
    const files = JSON.parse(stdout) as readonly {
      readonly errorCount: number;
      readonly warningCount: number;
    }[];
    const failed = files.filter(({ errorCount, warningCount }) => errorCount + warningCount > 0).length;
    return { passed: files.length - failed, failed, skipped: 0 };
  } catch {
    return null;
  }
}

/** c8 report --reporter text-summary --check-coverage: each threshold that was asked for. */
export function thresholdCounts(thresholds: number): (ended: Ended) => Counts | null {
  return ({ stdout, stderr }) => {
    if (!/^Lines\s+: [\d.]+%/m.test(stdout)) return null;
    const failed = [...`${stdout}\n${stderr}`.matchAll(/^ERROR: Coverage for/gm)].length;
    return { passed: Math.max(0, thresholds - failed), failed, skipped: 0 };
  };
}
