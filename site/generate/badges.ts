/** What other pages can show of an implementation: a badge (SVG), and one small JSON of all. */
import type { Column } from '../../reports/compare/comparison';
import { escapeHtml } from '../../reports/writers/html/markup';
import { countIn } from '../../reports/compare/comparison';
import type { Evidence } from './evidence';
import { leftOutIn } from './shown';

/** The name of a badge's file, without folder. */
export function badgeName({ machine, profile, name }: Column): string {
  return `${[machine, profile, name].map((part) => part.replace(/[^\w.+-]+/g, '-')).join('_')}.svg`;
}

/** Widths of letters are not known here: they are taken for all alike, and the text is fitted. */
const LETTER = 6.5;

/** `syndbg 6.12 | 85 kept, 20 partly`, as an image with its text. */
export function badge(evidence: Evidence, column: Column): string {
  const broken = countIn(evidence, column, 'broken');
  const left = `${column.machine} ${column.name}`;
  const right = broken > 0 ? `${broken} broken` : rightOf(evidence, column);
  const [a, b] = [left, right].map((text) => Math.round(text.length * LETTER + 12)) as [number, number];
  const colour = broken > 0 ? '#a40e26' : '#1a6b3c';
  const label = (text: string, x: number, width: number): string =>
    `<text x="${x + 6}" y="14" textLength="${width - 12}" lengthAdjust="spacingAndGlyphs">${escapeHtml(text)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${a + b}" height="20" role="img" aria-label="${escapeHtml(`${left}: ${right}`)}"><rect width="${a}" height="20" fill="#3c4248"/><rect x="${a}" width="${b}" height="20" fill="${colour}"/><g fill="#fff" font-family="system-ui, sans-serif" font-size="11">${label(left, 0, a)}${label(right, a, b)}</g></svg>\n`;
}

/** `74 kept, 41 partly, 3 but for cases left out`: what was not shown is told where what was is. */
function rightOf(evidence: Evidence, column: Column): string {
  const partly = countIn(evidence, column, 'partly');
  const left = leftOutIn(evidence, column).length;
  return [
    `${countIn(evidence, column, 'kept')} kept`,
    ...(partly > 0 ? [`${partly} partly`] : []),
    ...(left > 0 ? [`${left} but for cases left out`] : []),
  ].join(', ');
}

/** Of every implementation how many requirements it keeps and breaks, which, what was left out, and what it chose. */
export function statusJson(evidence: Evidence): string {
  const implementations = evidence.columns.map((column) => ({
    machine: column.machine,
    profile: column.profile,
    name: column.name,
    from: column.file,
    kept: countIn(evidence, column, 'kept'),
    partly: countIn(evidence, column, 'partly'),
    broken: [...column.statuses].flatMap(([id, word]) => (word === 'broken' ? [id] : [])),
    leftOut: leftOutIn(evidence, column),
    choices: Object.fromEntries(
      [...column.choices].flatMap(([name, values]) => (values.length === 1 ? [[name, values[0]]] : [])),
    ),
    badge: `badges/${badgeName(column)}`,
  }));
  return `${JSON.stringify({ status: 1, implementations }, null, 2)}\n`;
}
