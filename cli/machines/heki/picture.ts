/** A picture of a survey in Graphviz's language: the image's sections, the frames they widen to, the slots they take. */
import { EXEC } from '../../../model/heki/ranges';
import type { Row } from './row';
import type { Survey } from './survey';

const hex = (value: bigint): string => `0x${value.toString(16)}`;
const FIRST_SLOT = 15;

/** Three columns, with an edge from each section to its range and from each range to its slots on a host with 8/9. */
export function pictureOf({ rows }: Survey): string {
  const execs = rows.filter(({ range }) => (range.attributes & EXEC) !== 0n);
  return [
    'digraph heki {',
    '  rankdir=LR; node [shape=plain, fontname="sans-serif", fontsize=11]; edge [color="#666666"];',
    column(
      'image',
      'kernel image',
      rows.map((row) => `${row.section.name}<br/>${hex(row.start)}<br/>to ${hex(row.end)}`),
    ),
    column('frames', 'frames, both included', rows.map(frames)),
    column(
      'write',
      'write slots',
      rows.map((_row, i) => `slot ${FIRST_SLOT - i}`),
    ),
    column(
      'exec',
      'EXEC slots',
      execs.map((_row, i) => `slot ${FIRST_SLOT - i}`),
    ),
    ...rows.flatMap((_row, i) => [
      `  image:p${i}:e -> frames:p${i}:w;`,
      `  frames:p${i}:e -> write:p${i}:w;`,
    ]),
    ...execs.map((row, i) => `  frames:p${rows.indexOf(row)}:e -> exec:p${i}:w;`),
    '}',
    '',
  ].join('\n');
}

function frames({ range }: Row): string {
  return `${hex(range.gfn_start)} to ${hex(range.gfn_end)}<br/>${(range.attributes & EXEC) !== 0n ? 'NOWRITE, EXEC' : 'NOWRITE'}`;
}

function column(id: string, title: string, cells: readonly string[]): string {
  const rows = cells.map((cell, i) => `<tr><td port="p${i}" align="left">${cell}</td></tr>`).join('');
  return `  ${id} [label=<<table border="0" cellborder="1" cellspacing="0" cellpadding="5"><tr><td border="0"><b>${title}</b></td></tr>${rows}</table>>];`;
}
