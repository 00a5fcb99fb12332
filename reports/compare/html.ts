/** The comparison as one HTML file that needs no network and no script. What files said of themselves stays text. */
import { createHash } from 'node:crypto';
import { COLOURS } from '../writers/html/colours';
import type { Markup } from '../writers/html/markup';
import { markup, raw } from '../writers/html/markup';
import type { Cell } from './cell';
import { explained, labelOf } from './cell';
import type { ComparedChoice, Comparison, Gap } from './comparison';
import { columnsIn, gapsIn, machinesIn } from './comparison';
import { sinceOf, titleOf } from './words';

const STYLE = `${COLOURS}
body { font: 1rem/1.5 system-ui, sans-serif; background: var(--ground); color: var(--text); margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: start; vertical-align: top; padding: .25rem .7rem; border-bottom: 1px solid var(--line); }
td.id { white-space: nowrap; }
td p { margin: 0; min-width: 16rem; max-width: 34rem; }
th:first-child, td.id { position: sticky; inset-inline-start: 0; background: var(--ground); }
tr.differs td.id { font-weight: 700; }
.kept { color: var(--pass); }
.broken { color: var(--fail); font-weight: 700; }
.partly, .differs .change { color: var(--warn); }
.absent, .unknown, .meta { color: var(--muted); }
`;

/** @returns an HTML document that ends in a line break */
export function compareHtml(comparison: Comparison): string {
  const hash = createHash('sha256').update(STYLE, 'utf8').digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Implementations compared</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>Implementations compared</h1>
${machinesIn(comparison).map((machine) => section(comparison, machine))}
</main>
</body>
</html>
`.text;
}

function section(comparison: Comparison, machine: string): Markup {
  const columns = columnsIn(comparison, machine);
  const rows = comparison.rows.filter((row) => row.machine === machine);
  const gaps = gapsIn(comparison, machine);
  const choices = comparison.choices.filter((one) => one.machine === machine);
  const head = columns.map(
    ({ name, profile, file }) =>
      markup`<th scope="col">${name}<br><span class="meta">${profile}<br>${file}</span></th>`,
  );
  const body = rows.map(
    ({ id, text, level, cells, changes }) =>
      markup`<tr class="${changes.length > 0 ? 'differs' : 'same'}"><td class="id">${id}</td><td><p>${text} <span class="meta">${level}</span>${sinceOf(changes).map((since) => markup` <b class="change">${since}</b>`)}</p></td>${cells.map(
        (cell) => cellMarkup(cell, machine, gaps),
      )}</tr>`,
  );
  return markup`<section>
<h2 id="${machine}">${titleOf(comparison, machine)}</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="${machine}"><table>
<thead><tr><th scope="col">requirement</th><th scope="col">sentence</th>${head}</tr></thead>
<tbody>${body}</tbody>
</table></div>
${gaps.length === 0 ? null : markup`<h3>What is left out of the cases</h3><ol>${gaps.map((gap, i) => gapMarkup(gap, machine, i))}</ol>`}
${choices.length === 0 ? null : choicesMarkup(choices, head, machine)}
</section>`;
}

/** Leads to the reason where cases are left out. */
function cellMarkup(cell: Cell, machine: string, gaps: readonly Gap[]): Markup {
  const label = labelOf(cell);
  const [left] = cell.leftOut;
  const at = gaps.findIndex(({ why, see }) => why === left?.why && see === left.see);
  const text = at < 0 ? label : markup`<a href="#${anchorOf(machine, at)}">${label}</a>`;
  const more = explained(cell);
  return more === null
    ? markup`<td class="${cell.word}">${text}</td>`
    : markup`<td class="${cell.word}" title="${more}">${text}</td>`;
}

function anchorOf(machine: string, at: number): string {
  return `${machine}-left-out-${at + 1}`;
}

function gapMarkup({ why, see, cases, requirements }: Gap, machine: string, at: number): Markup {
  const told = see === null ? null : markup` See <code>${see}</code>.`;
  return markup`<li id="${anchorOf(machine, at)}">${cases.join(', ')} (of ${requirements.join(', ')}): ${why}${told}</li>`;
}

function choicesMarkup(choices: readonly ComparedChoice[], head: readonly Markup[], machine: string): Markup {
  const body = choices.map(({ name, cells, changes }) => {
    return markup`<tr class="${changes.length > 0 ? 'differs' : 'same'}"><td class="id">${name}</td><td>${sinceOf(changes).join(', ')}</td>${cells.map(
      (value) => markup`<td${value === null ? raw(' class="unknown"') : null}>${value ?? '–'}</td>`,
    )}</tr>`;
  });
  return markup`<h3 id="${machine}-choices">What the profiles leave open</h3>
<div class="wide" tabindex="0" role="region" aria-labelledby="${machine}-choices"><table>
<thead><tr><th scope="col">choice</th><th scope="col">since</th>${head}</tr></thead>
<tbody>${body}</tbody>
</table></div>`;
}
