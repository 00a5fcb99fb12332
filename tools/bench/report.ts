/** The rows of a run as a table and as JSON, and beside those of an earlier one. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import Table from 'cli-table3';
import type { Figure, Row } from './bench';
import { isMet } from './bench';

/** What `--json` prints and `--compare` reads. */
export interface Kept {
  readonly bench: 1;
  readonly node: string;
  readonly cpu: string;
  readonly quick: boolean;
  readonly rows: readonly Row[];
}

export function kept(rows: readonly Row[], quick: boolean): Kept {
  return { bench: 1, node: process.version, cpu: cpus()[0]?.model ?? 'unknown', quick, rows };
}

/** @throws RangeError where the file is none that `--json` printed */
export function readKept(file: string): Kept {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new RangeError(`--compare ${file}: ${(error as Error).message}`);
  }
  const { bench, rows } = (value ?? {}) as Partial<Kept>;
  if (bench !== 1 || !Array.isArray(rows))
    throw new RangeError(`--compare ${file}: this is not what npm run bench -- --json printed`);
  return value as Kept;
}

/** `1.27 M steps/s`: three digits that say something. */
export function figureText({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  const digits = Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
  return `${Number.isFinite(value) ? digits : 'none'} ${unit}`;
}

/** One line for the progress. */
export function rowText(row: Row): string {
  return `${row.what}: ${'skipped' in row ? `skipped: ${row.skipped}` : figureText(row)}`;
}

/** @param before an earlier run's rows, which are then shown beside these */
export function tableText(rows: readonly Row[], before: readonly Row[] | null): string {
  const head = ['what', 'figure', 'goal', 'met', ...(before ? ['then', 'now by then'] : [])];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push([...cellsOf(row), ...(before ? besideOf(row, before) : [])]);
  return table.toString();
}

function cellsOf(row: Row): string[] {
  if ('skipped' in row) return [row.what, `skipped: ${row.skipped}`, '', ''];
  const { what, unit, better, goal } = row;
  const wanted =
    goal === undefined ? '' : `${better === 'more' ? '≥' : '≤'} ${figureText({ value: goal, unit })}`;
  const met = isMet(row);
  return [what, figureText(row), wanted, met === null ? '' : met ? 'yes' : 'NO'];
}

function besideOf(row: Row, before: readonly Row[]): readonly string[] {
  const then = before.find(({ what }) => what === row.what);
  if (!then || 'skipped' in then || 'skipped' in row) return ['', ''];
  const ratio = row.value / then.value;
  const word = (row.better === 'more') === ratio > 1 ? 'better' : 'worse';
  const change = Math.abs(ratio - 1) < 0.1 || !Number.isFinite(ratio) ? '' : ` ${word}`;
  return [figureText(then), `${ratio.toFixed(2)}${change}`];
}
