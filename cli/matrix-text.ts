/** The matrix of requirements and cases as a table, as Markdown and as JSON. */
import Table from 'cli-table3';
import { createColors } from 'picocolors';
import type { Matrix, MatrixRow } from '../reports/matrix';

export const MATRIX_FORMATS = ['table', 'markdown', 'json'] as const;
export type MatrixFormat = (typeof MATRIX_FORMATS)[number];

/** Several lines without a line break at the end. */
export function matrixText(matrices: readonly Matrix[], format: MatrixFormat, colour: boolean): string {
  switch (format) {
    case 'table':
      return matrices.map((matrix) => tableOf(matrix, colour)).join('\n\n');
    case 'markdown':
      return matrices.map(markdownOf).join('\n\n');
    case 'json':
      return JSON.stringify(matrices.map(jsonOf), null, 2);
  }
}

/** What stands in a cell: the number of cases, or why there is none. */
function cellOf({ requirement, cases }: MatrixRow, profile: string): string {
  const ids = cases[profile] ?? null;
  if (ids === null) return '';
  if (ids.length > 0) return String(ids.length);
  return requirement.excluded ? 'excluded' : 'none';
}

const TEXT_WIDTH = 60;

function tableOf({ machine, profiles, rows }: Matrix, colour: boolean): string {
  const { bold, red, dim } = createColors(colour);
  const table = new Table({
    head: [machine, 'level', 'class', ...profiles, 'requirement'],
    // The library's own colours would come whether asked for or not.
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    const { id, level, class: origin, text } = row.requirement;
    const cells = profiles.map((profile) => {
      const cell = cellOf(row, profile);
      return cell !== 'none' ? cell : level === 'MUST' ? red(bold(cell)) : dim(cell);
    });
    table.push([
      id,
      level,
      origin,
      ...cells,
      text.length > TEXT_WIDTH ? `${text.slice(0, TEXT_WIDTH - 1)}…` : text,
    ]);
  }
  return table.toString();
}

function markdownOf({ machine, profiles, rows }: Matrix): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  const head = ['requirement', 'level', 'class', ...profiles, 'text', 'cases'];
  return [
    `## ${machine}`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) => {
      const { id, level, class: origin, text, excluded } = row.requirement;
      const ids = [...new Set(profiles.flatMap((name) => row.cases[name] ?? []))].sort();
      const last =
        ids.length > 0 ? ids.join(', ') : excluded ? `excluded (${excluded.reason}): ${excluded.why}` : '';
      return line([id, level, origin, ...profiles.map((name) => cellOf(row, name)), text, last]);
    }),
  ].join('\n');
}

/** Nothing in a cell may end it or start something of Markdown's or HTML's own. */
function escaped(text: string): string {
  return text.replace(/[\\|*_`<>[\]]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}

function jsonOf({ machine, profiles, rows }: Matrix): object {
  return {
    machine,
    profiles,
    requirements: rows.map(({ requirement, cases }) => ({ ...requirement, cases })),
  };
}
