/** The comparison as one HTML file that needs no network and no script. What files said of themselves stays text. */
import { createHash } from 'node:crypto';
import { COLOURS } from '../writers/html/colours';
import type { Markup } from '../writers/html/markup';
import { markup, raw } from '../writers/html/markup';
import type { Comparison } from './comparison';
import { columnsIn, differing, machinesIn } from './comparison';

const STYLE = `${COLOURS}
body { font: 1rem/1.5 system-ui, sans-serif; background: var(--ground); color: var(--text); margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: start; vertical-align: top; padding: .25rem .7rem; border-bottom: 1px solid var(--line); }
td.id { white-space: nowrap; }
td p { margin: 0; max-width: 34rem; }
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
  const differences = differing(rows).length;
  const head = columns.map(
    ({ name, profile, file }) =>
      markup`<th scope="col">${name}<br><span class="meta">${profile}<br>${file}</span></th>`,
  );
  const body = rows.map(
    ({ id, text, level, cells, changes }) =>
      markup`<tr class="${changes.length > 0 ? 'differs' : 'same'}"><td class="id">${id}</td>${cells.map(
        (word) => markup`<td class="${word}">${word}</td>`,
      )}<td><p>${text} <span class="meta">${level}</span></p></td></tr>`,
  );
  return markup`<section>
<h2 id="${machine}">${machine}: ${differences} of ${rows.length} requirements differ</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="${machine}"><table>
<thead><tr><th scope="col">requirement</th>${head}<th scope="col">sentence</th></tr></thead>
<tbody>${body}</tbody>
</table></div>
</section>`;
}
