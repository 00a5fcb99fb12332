/** Which implementation keeps which rule: the recordings of the project and whatever reports were dropped in. */
import type { Comparison } from '../../reports/compare/comparison';
import { columnsIn, countIn, gapsIn, isControl, machinesIn } from '../../reports/compare/comparison';
import { sinceOf, titleOf } from '../../reports/compare/words';
import { badgeName } from './badges';
import type { Evidence } from './evidence';
import type { Content, Markup } from './parts';
import { chip, heading, markup, page, table } from './parts';
import { cellMarkup, leftOutIn, toldIn } from './shown';

/** The text of the page's file. */
export function kernelsPage(evidence: Evidence): string {
  const parts = machinesIn(evidence).map((machine) => machineMatrix(evidence, machine));
  const content = markup`${heading(1, 'top', 'Which kernels keep which rule')}
<p>Made from the recordings of the project (<a href="guide/recorded.html">which they are</a>), and from every report and recording in <code>site/reports/</code>.</p>
<dl class="words">${WORDS.map(([word, meaning]) => markup`<dt>${chip(word)}</dt><dd>${meaning}</dd>`)}</dl>
${kernelsTable(evidence)}${parts}
<p class="meta">For other dashboards: <a href="status.json" target="_self">status.json</a>, and a badge for each, as in the first table. The same of files of your own: <code>npx hvspec compare A.json B.ndjson</code>.</p>`;
  return page('Which kernels keep which rule', content, {
    aside: false,
    kind: 'kernels',
    pageClass: 'wide-page',
  });
}

const WORDS: readonly (readonly [string, string])[] = [
  ['kept', 'it was seen to hold in every case about it, and nothing against it'],
  [
    'partly',
    'it was seen to hold, but not in all of them: “3/7” is in three of seven cases, “0/7” in none of them, but by other experiments',
  ],
  ['broken', 'something breaks it'],
  ['differs', 'another kernel was seen to do otherwise, and nothing demands it'],
  ['absent', 'the profile has no such rule'],
  ['unknown', 'nothing was seen of it'],
];

/** One line for each implementation. */
export function kernelsTable(evidence: Evidence): Markup {
  const { columns } = evidence;
  const rows = columns.map((column) => {
    const { machine, name, profile, file } = column;
    const broken = countIn(evidence, column, 'broken');
    const left = leftOutIn(evidence, column).length;
    return [
      markup`<a href="${machine}/index.html">${machine}</a>`,
      markup`<a href="badges/${badgeName(column)}" target="_self" title="its badge">${name}</a>`,
      chip(profile, 'profile'),
      `${countIn(evidence, column, 'kept')}`,
      `${countIn(evidence, column, 'partly')}`,
      broken === 0 ? '0' : chip(`${broken}`, 'broken'),
      left === 0 ? '0' : markup`<a href="kernels.html#${machine}-left-out">${left}</a>`,
      markup`<code>${file}</code>`,
    ];
  });
  const control = columns.some(isControl)
    ? markup`<p class="meta">Kernels called <em>control</em> were changed on purpose, so that they break a rule: a wrong one is found.</p>`
    : null;
  return markup`${table(
    [
      'machine',
      'implementation',
      'profile',
      'kept',
      'partly',
      'broken',
      'rules with cases left out',
      'known from',
    ],
    rows,
  )}${control}`;
}

function machineMatrix(evidence: Evidence, machine: string): Markup {
  const columns = columnsIn(evidence, machine);
  const known = evidence.rows.filter(
    (row) => row.machine === machine && row.cells.some(({ word }) => word !== 'unknown' && word !== 'absent'),
  );
  const head = columns.map(({ name, profile }) => markup`${name} ${chip(profile, 'profile')}`);
  const rows = known.map(({ id, text, cells, changes }) => [
    markup`<a class="id" href="requirements/${id}.html" title="${text}">${id}</a>${sinceOf(changes).map((since) => markup`<br><b class="change">${since}</b>`)}`,
    ...cells.map((cell) => cellMarkup(cell, '')),
  ]);
  return markup`${heading(2, machine, machine)}<p>${titleOf(evidence, machine)}.</p>${choicesTable(evidence, machine, head)}${gapsList(evidence, machine)}<div class="matrix">${table(['requirement', ...head], rows)}</div>`;
}

/** What the profiles leave open, and what each implementation does there. */
function choicesTable({ choices }: Comparison, machine: string, head: readonly Content[]): Content {
  const own = choices.filter((one) => one.machine === machine);
  if (own.length === 0) return null;
  const rows = own.map(({ name, cells, changes }) => [
    markup`<code>${name}</code>`,
    markup`<b class="change">${sinceOf(changes).join(', ')}</b>`,
    ...cells.map((value) => (value === null ? '–' : markup`<code>${value}</code>`)),
  ]);
  return markup`${heading(3, `${machine}-choices`, 'What its profiles leave open')}<div class="matrix">${table(['choice', 'since', ...head], rows)}</div>`;
}

function gapsList(evidence: Evidence, machine: string): Content {
  const gaps = gapsIn(evidence, machine);
  if (gaps.length === 0) return null;
  const names = columnsIn(evidence, machine).map(({ name }) => name);
  const items = gaps.map(({ why, see, cases, requirements, columns }) => {
    const rules = requirements.map((id) => markup` <a class="id" href="requirements/${id}.html">${id}</a>`);
    return markup`<li>${cases.map((id) => markup`<code>${id}</code> `)}(of${rules}), for ${columns.map((i) => names[i] ?? '').join(', ')}: ${why} ${toldIn({ see }, '')}</li>`;
  });
  return markup`${heading(3, `${machine}-left-out`, 'What is left out of the cases')}<ul>${items}</ul>`;
}
