/** A survey as text for a terminal, or as JSON. */
import { toWire } from '../../../model/core/wire';
import { EXEC, NOWRITE } from '../../../model/heki/ranges';
import type { Survey } from './survey';

const hex = (value: bigint): string => `0x${value.toString(16)}`;

function attributesText(attributes: bigint): string {
  return [(attributes & NOWRITE) !== 0n ? 'NOWRITE' : '', (attributes & EXEC) !== 0n ? 'EXEC' : '']
    .filter((name) => name !== '')
    .join('+');
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_cell, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Lines without colour or control characters. */
export function renderText({ physBase, rows, log, answers, notes }: Survey): string {
  const sections = rows.map(({ section, start, end, range }) => [
    section.name,
    hex(start),
    hex(end),
    hex(range.gfn_start),
    hex(range.gfn_end),
    attributesText(range.attributes),
  ]);
  const table = [
    ['host', ...rows.map(({ section }) => section.name), 'all in one request'],
    ...answers.map(({ host, alone, whole, locked }) => [host, ...alone, `${whole}, ${locked} write locks`]),
  ];
  return [
    `physical base of the link address: ${hex(physBase)}`,
    '',
    ...columns([['section', 'start', 'end', 'first GFN', 'last GFN', 'attributes'], ...sections]),
    '',
    'The guest logs in early init:',
    ...log.map((line) => `  ${line}`),
    '',
    'Hosts answer:',
    ...columns(table).map((line) => `  ${line}`),
    ...(notes.length > 0 ? ['', 'Worth knowing:', ...notes.map((note) => `  - ${note}`)] : []),
    '',
  ].join('\n');
}

/** The same as data, 64-bit values as strings. */
export function renderJson(survey: Survey): string {
  return `${JSON.stringify(toWire(survey), null, 2)}\n`;
}
