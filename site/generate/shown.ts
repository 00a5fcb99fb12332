/** Of how many of its cases something was seen, and which are left out on purpose, with the page that says why. */
import type { Cell, LeftOut } from '../../reports/compare/cell';
import { explained, leftOutOf } from '../../reports/compare/cell';
import type { Column } from '../../reports/compare/comparison';
import { columnsIn } from '../../reports/compare/comparison';
import { pageOf } from './documents';
import type { Evidence } from './evidence';
import type { Content } from './parts';
import { chip, markup } from './parts';

/** A cell of the matrix: its word with the cases, and a link for each reason why some are left out. */
export function cellMarkup(cell: Cell, up: string): Content {
  const { word, shown, of, leftOut } = cell;
  const label = word === 'partly' ? `${word} ${shown}/${of}` : word;
  const left = leftOut.map((one) => markup` ${reason(one, `${one.cases.length} left out`, up)}`);
  return markup`<span title="${explained(cell) ?? word}">${chip(label, word)}</span>${left}`;
}

/** As in `3 of 7, 4 left out`, which leads to {@link reasonsMarkup}; nothing where there are no cases. */
export function casesMarkup(cell: Cell): Content {
  const { shown, of } = cell;
  if (of === 0) return null;
  const left = leftOutOf(cell);
  return markup`${shown} of ${of}${left === 0 ? null : markup`, <a href="#left-out">${left} left out</a>`}`;
}

/** Why cases are left out of some of these cells, each reason once. */
export function reasonsMarkup(cells: readonly Cell[], up: string): Content {
  const reasons = new Map(
    cells.flatMap(({ leftOut }) => leftOut).map((one) => [`${one.why} ${one.see}`, one]),
  );
  if (reasons.size === 0) return null;
  const items = [...reasons.values()].map(
    (one) =>
      markup`<li>${one.cases.map((id) => markup`<code>${id}</code> `)}${one.why} ${toldIn(one, up)}</li>`,
  );
  return markup`<p id="left-out">Left out where these kernels are run (<code>live/kernels.yaml</code>):</p><ul>${items}</ul>`;
}

/** A link to the page that tells a reason in full; nothing where none does. */
export function toldIn({ see }: Pick<LeftOut, 'see'>, up: string): Content {
  const [path = '', anchor = ''] = (see ?? '').split('#', 2);
  const page = pageOf(path);
  return page === null ? null : markup`<a href="${up}${page}#${anchor}">Told in full</a>`;
}

/** A link to where the reason is told; its words alone, with the reason behind them, where no page tells it. */
function reason({ why, see }: LeftOut, words: string, up: string): Content {
  const [path = '', anchor = ''] = (see ?? '').split('#', 2);
  const page = pageOf(path);
  return page === null
    ? markup`<span class="meta" title="${why}">${words}</span>`
    : markup`<a href="${up}${page}#${anchor}" title="${why}">${words}</a>`;
}

/** The requirements of a column of which cases are left out, with the cases and the reasons. */
export function leftOutIn(
  evidence: Evidence,
  column: Column,
): readonly (LeftOut & { readonly requirement: string })[] {
  const at = columnsIn(evidence, column.machine).indexOf(column);
  return evidence.rows
    .filter(({ machine }) => machine === column.machine)
    .flatMap(({ id, cells }) => (cells[at]?.leftOut ?? []).map((one) => ({ requirement: id, ...one })));
}
