/** A comparison as text and as JSON. */
import Table from 'cli-table3';
import { createColors } from 'picocolors';
import type { Cell, StatusWord } from '../reports/compare/cell';
import { labelOf } from '../reports/compare/cell';
import type { ComparedChoice, ComparedRow, Comparison, Gap } from '../reports/compare/comparison';
import { columnsIn, countIn, differing, gapsIn, machinesIn } from '../reports/compare/comparison';
import { sinceOf, titleOf } from '../reports/compare/words';

export const COMPARE_FORMATS = ['text', 'json'] as const;

export interface CompareTextOptions {
  readonly format: (typeof COMPARE_FORMATS)[number];
  /** Whether requirements and choices in which they do not differ are printed, too. */
  readonly all: boolean;
  readonly colour: boolean;
}

/** What is printed of a machine. */
interface Part {
  readonly machine: string;
  readonly rows: readonly ComparedRow[];
  readonly choices: readonly ComparedChoice[];
}

const SENTENCE = 60;

/** Several lines without a line break at the end. */
export function compareText(comparison: Comparison, { format, all, colour }: CompareTextOptions): string {
  const parts = machinesIn(comparison).map((machine): Part => {
    const rows = comparison.rows.filter((row) => row.machine === machine);
    const choices = comparison.choices.filter((one) => one.machine === machine);
    return all ? { machine, rows, choices } : { machine, rows: differing(rows), choices: differing(choices) };
  });
  if (format === 'json') return jsonOf(comparison, parts);
  if (parts.length === 0) return 'the files say nothing of these machines';
  return parts.map((part) => machineText(comparison, part, colour)).join('\n\n');
}

function machineText(comparison: Comparison, { machine, rows, choices }: Part, colour: boolean): string {
  const { bold } = createColors(colour);
  const letters = columnsIn(comparison, machine).map((_column, i) => letterOf(i));
  const blocks = [
    bold(titleOf(comparison, machine)),
    ...legend(comparison, machine).map((line, i) => `  ${bold(letters[i] ?? '')} ${line}`),
    ...(rows.length === 0 ? [] : [requirementsTable(rows, letters, colour)]),
    ...(choices.length === 0 ? [] : [choicesTable(choices, letters)]),
    ...gapsIn(comparison, machine).map((gap) => gapText(gap, letters)),
  ];
  return blocks.join('\n');
}

function legend(comparison: Comparison, machine: string): readonly string[] {
  return columnsIn(comparison, machine).map((column) => {
    const counts = (['kept', 'partly', 'broken', 'differs'] as const)
      .map((word) => [countIn(comparison, column, word), word] as const)
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${count} ${word}`);
    return `${column.name}, ${column.profile} (${column.file}): ${counts.join(', ') || 'nothing known'}`;
  });
}

function requirementsTable(
  rows: readonly ComparedRow[],
  letters: readonly string[],
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
  const table = tableOf(['requirement', ...letters, 'since', 'sentence']);
  for (const { id, cells, changes, text } of rows) {
    const sentence = text.length > SENTENCE ? `${text.slice(0, SENTENCE - 1)}…` : text;
    table.push([
      id,
      ...cells.map((cell) => paint[cell.word](labelOf(cell))),
      sinceOf(changes).join('\n'),
      sentence,
    ]);
  }
  return table.toString();
}

function choicesTable(choices: readonly ComparedChoice[], letters: readonly string[]): string {
  const table = tableOf(['choice', ...letters, 'since']);
  for (const { name, cells, changes } of choices)
    table.push([name, ...cells.map((value) => value ?? '–'), sinceOf(changes).join('\n')]);
  return table.toString();
}

function tableOf(head: readonly string[]): InstanceType<typeof Table> {
  return new Table({ head: [...head], style: { head: [], border: [], compact: true } });
}

/** `left out in A, C: x.y, x.z (of SYNDBG-05), as live/kernels.yaml has it: why (where)`. */
function gapText({ columns, cases, requirements, why, see }: Gap, letters: readonly string[]): string {
  const where = columns.map((i) => letters[i] ?? '').join(', ');
  const told = see === null ? '' : ` See ${see}.`;
  return `left out in ${where}: ${cases.join(', ')} (of ${requirements.join(', ')}): ${why}${told}`;
}

/** A, B, … Z, AA, AB … */
function letterOf(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? letterOf(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

function jsonOf(comparison: Comparison, parts: readonly Part[]): string {
  const machines = parts.map(({ machine, rows, choices }) => ({
    machine,
    implementations: columnsIn(comparison, machine).map(({ name, profile, file }) => ({
      name,
      profile,
      file,
    })),
    requirements: rows.map(({ id, level, text, cells, changes }) => ({
      id,
      level,
      text,
      statuses: cells.map(({ word }) => word),
      cases: cells.map(casesOf),
      changes,
    })),
    choices: choices.map(({ name, cells, changes }) => ({ name, values: cells, changes })),
  }));
  return JSON.stringify({ comparison: 1, machines }, null, 2);
}

/** Of how many cases it was seen, and which are left out. */
function casesOf({ shown, of, leftOut }: Cell): Readonly<Record<string, unknown>> {
  return { shown, of, ...(leftOut.length > 0 ? { leftOut } : {}) };
}
