/** A comparison as text and as JSON. */
import Table from 'cli-table3';
import { createColors } from 'picocolors';
import type { ComparedRow, Comparison, StatusWord } from '../reports/compare/comparison';
import { columnsIn, differing, machinesIn } from '../reports/compare/comparison';

export const COMPARE_FORMATS = ['text', 'json'] as const;

export interface CompareTextOptions {
  readonly format: (typeof COMPARE_FORMATS)[number];
  /** Whether requirements in which they do not differ are printed, too. */
  readonly all: boolean;
  readonly colour: boolean;
}

const SENTENCE = 60;

/** Several lines without a line break at the end. */
export function compareText(comparison: Comparison, { format, all, colour }: CompareTextOptions): string {
  const rows = all ? comparison.rows : differing(comparison.rows);
  if (format === 'json') return jsonOf(comparison, rows);
  const machines = machinesIn(comparison);
  if (machines.length === 0) return 'the files say nothing of these machines';
  return machines.map((machine) => machineText(comparison, rows, machine, colour)).join('\n\n');
}

function machineText(
  comparison: Comparison,
  rows: readonly ComparedRow[],
  machine: string,
  colour: boolean,
): string {
  const { bold, red, green, yellow, dim } = createColors(colour);
  const paint: Readonly<Record<StatusWord, (text: string) => string>> = {
    kept: green,
    broken: (text) => red(bold(text)),
    partly: yellow,
    differs: yellow,
    absent: dim,
    unknown: dim,
  };
  const columns = columnsIn(comparison, machine);
  const own = rows.filter((row) => row.machine === machine);
  const letters = columns.map((_column, i) => letterOf(i));
  const legend = columns.map(({ name, profile, file, statuses }, i) => {
    const words = [...statuses.values()];
    const counts = (['kept', 'partly', 'broken', 'differs'] as const)
      .map((word) => [words.filter((one) => one === word).length, word] as const)
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${count} ${word}`);
    return `  ${bold(letterOf(i))} ${name}, ${profile} (${file}): ${counts.join(', ') || 'nothing known'}`;
  });
  const all = comparison.rows.filter((row) => row.machine === machine);
  const title = `${bold(machine)}: ${differing(all).length} of ${all.length} requirements differ`;
  if (own.length === 0) return [title, ...legend].join('\n');
  const table = new Table({
    head: ['requirement', ...letters, 'since', 'sentence'],
    style: { head: [], border: [], compact: true },
  });
  for (const { id, cells, changes, text } of own) {
    const since = changes.map(({ since: name, is }) => `${is} since ${name}`).join('\n');
    const sentence = text.length > SENTENCE ? `${text.slice(0, SENTENCE - 1)}…` : text;
    table.push([id, ...cells.map((word) => paint[word](word)), since, sentence]);
  }
  return [title, ...legend, table.toString()].join('\n');
}

/** A, B, … Z, AA, AB … */
function letterOf(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? letterOf(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

function jsonOf(comparison: Comparison, rows: readonly ComparedRow[]): string {
  const machines = machinesIn(comparison).map((machine) => ({
    machine,
    implementations: columnsIn(comparison, machine).map(({ name, profile, file }) => ({
      name,
      profile,
      file,
    })),
    requirements: rows
      .filter((row) => row.machine === machine)
      .map(({ id, level, text, cells, changes }) => ({ id, level, text, statuses: cells, changes })),
  }));
  return JSON.stringify({ comparison: 1, machines }, null, 2);
}
