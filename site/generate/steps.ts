/** The steps of a scenario and their tables, typeset. */
import type { DataTable, Step } from '@cucumber/messages';
import type { Layout } from '../../model/core/layout';
import { layoutIn } from '../../model/core/layout';
import type { Content, Markup } from './parts';
import { markup, values } from './parts';

const SPACE = /\s+$/;

/**
 * @param layouts of the machine: a value beside the name of a register is read as that register's
 * @param others the same steps in another profile, which those that are not among them are told from; null for none
 */
export function stepsList(
  steps: readonly Step[],
  layouts: readonly Layout[],
  others: readonly Step[] | null = null,
): Markup {
  const known = new Set(others?.map(textOf));
  const items = steps.map((step) => {
    const { keyword, text, dataTable, docString } = step;
    const doc = docString ? markup`<pre>${docString.content}</pre>` : null;
    const kind = others && !known.has(textOf(step)) ? 'other' : 'same';
    return markup`<li class="${kind}"><b>${keyword.replace(SPACE, '')}</b> ${placeholders(text, layoutIn(layouts, text))}${dataTable ? cells(dataTable, text, layouts) : null}${doc}</li>`;
  });
  return markup`<ol class="steps">${items}</ol>`;
}

/** What a step says, its table included, whatever its keyword is. */
export function textOf({ text, dataTable, docString }: Step): string {
  const rows = dataTable?.rows.map((row) => row.cells.map(({ value }) => value)) ?? [];
  return JSON.stringify([text, rows, docString?.content ?? null]);
}

/** `<name>` of an outline is set apart. */
function placeholders(text: string, layout: Layout | null): readonly Content[] {
  return text
    .split(/(<[^<>]+>)/)
    .flatMap((part, i) => (i % 2 === 0 ? values(part, layout) : [markup`<var>${part.slice(1, -1)}</var>`]));
}

/** A cell is of the register that its row names, or its column, or the step. */
function cells({ rows }: DataTable, step: string, layouts: readonly Layout[]): Markup {
  const head = rows[0]?.cells ?? [];
  const body = rows.map((row, y) => {
    const found = row.cells.map(({ value }, x) => {
      const around = [row.cells[x - 1]?.value, y > 0 ? head[x]?.value : undefined, step];
      const layout = around.map((text) => layoutIn(layouts, text ?? '')).find((one) => one !== null) ?? null;
      return markup`<td>${placeholders(value, layout)}</td>`;
    });
    return markup`<tr>${found}</tr>`;
  });
  return markup`<table class="cells"><tbody>${body}</tbody></table>`;
}
