/** What other pages can show of an implementation: a badge (SVG), and one small JSON of all. */
import type { Column } from '../../reports/compare/comparison';
import { escapeHtml } from '../../reports/writers/html/markup';
import type { Evidence } from './evidence';
import { count } from './kernels-page';

/** The name of a badge's file, without folder. */
export function badgeName({ machine, profile, name }: Column): string {
  return `${[machine, profile, name].map((part) => part.replace(/[^\w.+-]+/g, '-')).join('_')}.svg`;
}

/** Widths of letters are not known here: they are taken for all alike, and the text is fitted. */
const LETTER = 6.5;

/** `syndbg 6.12 | 85 kept`, as an image with its text. */
export function badge(column: Column): string {
  const broken = count(column, 'broken');
  const left = `${column.machine} ${column.name}`;
  const right = broken > 0 ? `${broken} broken` : `${count(column, 'kept')} kept`;
  const [a, b] = [left, right].map((text) => Math.round(text.length * LETTER + 12)) as [number, number];
  const colour = broken > 0 ? '#a40e26' : '#1a6b3c';
  const label = (text: string, x: number, width: number): string =>
    `<text x="${x + 6}" y="14" textLength="${width - 12}" lengthAdjust="spacingAndGlyphs">${escapeHtml(text)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${a + b}" height="20" role="img" aria-label="${escapeHtml(`${left}: ${right}`)}"><rect width="${a}" height="20" fill="#3c4248"/><rect x="${a}" width="${b}" height="20" fill="${colour}"/><g fill="#fff" font-family="system-ui, sans-serif" font-size="11">${label(left, 0, a)}${label(right, a, b)}</g></svg>\n`;
}

/** Of every implementation how many requirements it keeps and breaks, and which. */
export function statusJson({ columns }: Evidence): string {
  const implementations = columns.map((column) => ({
    machine: column.machine,
    profile: column.profile,
    name: column.name,
    from: column.file,
    kept: count(column, 'kept'),
    broken: [...column.statuses].flatMap(([id, word]) => (word === 'broken' ? [id] : [])),
    badge: `badges/${badgeName(column)}`,
  }));
  return `${JSON.stringify({ status: 1, implementations }, null, 2)}\n`;
}
