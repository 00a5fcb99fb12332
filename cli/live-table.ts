/** What came of each kernel of live/kernels.yaml, as a table. */
import Table from 'cli-table3';
import type { Conformance } from '../reports/report-types';
import type { KernelRow } from '../live/kernels';

/** A kernel with what came of it: a run, or why there was none. */
export interface Judged {
  readonly row: KernelRow;
  readonly release: string;
  readonly emulator: string;
  /** From the thawed box to the verdict. */
  readonly seconds: number;
  readonly result: Conformance | null;
  readonly why: string;
  readonly exit: number;
}

const COUNTED = ['pass', 'fail', 'differs', 'inapplicable', 'untestable', 'inconclusive', 'error'] as const;

/** The table and, below it, why there was no run where there was none. */
export function matrixText(judged: readonly Judged[]): string {
  const used = COUNTED.filter(
    (verdict) => verdict === 'pass' || verdict === 'fail' || judged.some((one) => countOf(one, verdict) > 0),
  );
  const table = new Table({
    head: ['machine', 'Linux', 'emulator', ...used, 'total', 's', 'verdict'],
    colAligns: ['left', 'left', 'left', ...used.map(() => 'right' as const), 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const one of judged) {
    const counts = one.result ? used.map((verdict) => countOf(one, verdict)) : used.map(() => '–');
    const total = one.result ? one.result.cases.length : '–';
    const seconds = one.result ? one.seconds.toFixed(1) : '–';
    table.push([one.row.machine, one.release, one.emulator, ...counts, total, seconds, verdictOf(one)]);
  }
  const reasons = judged
    .filter(({ result }) => !result)
    .map(({ row, why }) => `not run: ${row.machine} on ${row.debian}: ${why}`);
  const limits = new Map<string, string[]>();
  for (const { row } of judged)
    for (const limit of row.limits ?? [])
      limits.set(limit, [...(limits.get(limit) ?? []), `${row.machine} on ${row.debian}`]);
  const known = [...limits].map(([limit, kernels]) => `${kernels.join(', ')}: ${limit}`);
  return [table.toString(), ...reasons, ...known].join('\n');
}

/** One exit code for all: the worst that there was. */
export function exitOfAll(judged: readonly Judged[]): number {
  return (
    [130, 2, 1, 3].find((code) => judged.some(({ exit }) => exit === code)) ?? (judged.length > 0 ? 0 : 3)
  );
}

function countOf({ result }: Judged, verdict: (typeof COUNTED)[number]): number {
  return result?.cases.filter((one) => one.verdict === verdict).length ?? 0;
}

const VERDICTS: Readonly<Record<number, string>> = {
  0: 'conforms',
  1: 'does not conform',
  2: 'broken',
  3: 'nothing passed',
  130: 'interrupted',
};

function verdictOf({ result, exit }: Judged): string {
  return result || exit === 2 || exit === 130 ? (VERDICTS[exit] ?? `exit code ${exit}`) : 'not run';
}
