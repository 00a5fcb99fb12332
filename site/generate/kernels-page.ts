/** Which implementation keeps which rule: the recordings of the project and whatever reports were dropped in. */
import type { Column, StatusWord } from '../../reports/compare/comparison';
import { columnsIn, machinesIn } from '../../reports/compare/comparison';
import type { Evidence } from './evidence';
import type { Markup } from './parts';
import { chip, heading, markup, page, table } from './parts';

/** The text of the page's file. */
export function kernelsPage(evidence: Evidence): string {
  const parts = machinesIn(evidence).map((machine) => machineMatrix(evidence, machine));
  const content = markup`${heading(1, 'top', 'Which kernels keep which rule')}
<p>Made from the recordings of the project, and from every report and recording in <code>site/reports/</code>. <em>kept</em>: it was seen to hold, and nothing against it; <em>broken</em>: something breaks it; <em>differs</em>: another kernel was seen to do otherwise; <em>absent</em>: the profile has no such rule; <em>unknown</em>: nothing was seen of it.</p>
${kernelsTable(evidence)}${parts}
<p class="meta">For other dashboards: <a href="status.json" target="_self">status.json</a>, and a badge for each in <code>badges/</code>. The same of files of your own: <code>npx hvspec compare A.json B.ndjson</code>.</p>`;
  return page('Which kernels keep which rule', content, {
    aside: false,
    kind: 'kernels',
    pageClass: 'wide-page',
  });
}

/** One line for each implementation. */
export function kernelsTable({ columns }: Evidence): Markup {
  return table(
    ['machine', 'implementation', 'profile', 'kept', 'broken', 'known from'],
    columns.map((column) => {
      const { machine, name, profile, file } = column;
      const broken = count(column, 'broken');
      return [
        markup`<a href="${machine}/index.html">${machine}</a>`,
        name,
        chip(profile, 'profile'),
        `${count(column, 'kept')}`,
        broken === 0 ? '0' : chip(`${broken}`, 'broken'),
        markup`<code>${file}</code>`,
      ];
    }),
  );
}

export function count({ statuses }: Column, word: StatusWord): number {
  return [...statuses.values()].filter((one) => one === word).length;
}

function machineMatrix(evidence: Evidence, machine: string): Markup {
  const columns = columnsIn(evidence, machine);
  const known = evidence.rows.filter(
    (row) => row.machine === machine && row.cells.some((word) => word !== 'unknown' && word !== 'absent'),
  );
  const head = [
    'requirement',
    ...columns.map(({ name, profile }) => markup`${name} ${chip(profile, 'profile')}`),
  ];
  const rows = known.map(({ id, text, cells, changes }) => [
    markup`<a class="id" href="requirements/${id}.html" title="${text}">${id}</a>${changes.length > 0 ? markup` <b class="change">differs</b>` : null}`,
    ...cells.map((word) => chip(word)),
  ]);
  return markup`${heading(2, machine, machine)}<div class="matrix">${table(head, rows)}</div>`;
}
