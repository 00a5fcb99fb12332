/** A scenario as its feature has it: steps, tables, prose. */
import type { ScenarioText, StepText } from '../../text/scenario';
import type { Content, Markup } from './markup';
import { markup } from './markup';

export function scenarioMarkup({ prose, steps }: ScenarioText): Markup {
  return markup`${paragraphs(prose)}<ol class="steps">${steps.map(stepMarkup)}</ol>`;
}

export function paragraphs(prose: readonly string[]): readonly Content[] {
  return prose.map((text) => markup`<p>${text}</p>`);
}

function stepMarkup({ keyword, text, table, doc }: StepText): Markup {
  const rows = table.map(
    (cells) => markup`<tr>${cells.map((cell) => markup`<td>${values(cell)}</td>`)}</tr>`,
  );
  const block = rows.length > 0 ? markup`<table>${rows}</table>` : null;
  const quote = doc === null ? null : markup`<pre>${doc}</pre>`;
  return markup`<li><b>${keyword}</b> ${values(text)}${block}${quote}</li>`;
}

/** Hexadecimal values set apart from the words. */
function values(text: string): readonly Content[] {
  return text
    .split(/(\b0x[0-9a-fA-F_]+\b)/)
    .map((part, i) => (i % 2 === 0 ? part : markup`<code>${part}</code>`));
}
