/** Registers as hardware people draw them, made of the layouts that the models have. */
import type { BitField, Layout } from '../../model/core/layout';
import type { Machine } from '../../model/core/machine';
import type { Content, Markup } from './parts';
import { anchorOf, heading, markup, sourceMarkup, table } from './parts';

/** Every layout of a machine, under a heading; nothing where it has none. */
export function registersSection({ layouts = [] }: Machine, tree: string): Content {
  if (layouts.length === 0) return null;
  return markup`${heading(2, 'registers', 'Its registers and words, bit by bit')}${layouts.map((one) => figure(one, tree))}`;
}

function figure({ name, about, fields, width, source }: Layout, tree: string): Markup {
  const cells = withGaps(fields, width).map(({ high, low, field }) => {
    const bits = markup`<span class="numbers">${high === low ? high : `${high}–${low}`}</span>`;
    return field
      ? markup`<li>${bits} <b>${field.name}</b></li>`
      : markup`<li>${bits} <span class="gap"><span class="unseen">no name here</span></span></li>`;
  });
  const rows = fields.map((field) => [markup`<b>${field.name}</b>`, bitsOf(field), meaningOf(field)]);
  return markup`<figure class="register">${heading(3, anchorOf(`register-${name}`), name)}<p>${about}</p>
<ol class="bits" aria-label="The bits of ${name}, highest first">${cells}</ol>
<details><summary>What the bits of ${name} are for</summary>${table(['name', 'bits', 'what for'], rows)}<p class="source">Source: ${sourceMarkup(source, tree)}</p></details></figure>`;
}

interface Cell {
  readonly high: number;
  readonly low: number;
  /** Null where the bits have no name. */
  readonly field: BitField | null;
}

/** The fields with what lies above, between and below them, highest first. */
export function withGaps(fields: readonly BitField[], width: number): readonly Cell[] {
  const cells: Cell[] = [];
  let top = width - 1;
  for (const field of fields) {
    if (field.high < top) cells.push({ high: top, low: field.high + 1, field: null });
    cells.push({ high: field.high, low: field.low, field });
    top = field.low - 1;
  }
  return top < 0 ? cells : [...cells, { high: top, low: 0, field: null }];
}

function bitsOf({ high, low }: BitField): string {
  return high === low ? `${high}` : `${high} to ${low}`;
}

function meaningOf({ about, values = {} }: BitField): string {
  const named = Object.entries(values).map(([value, name]) => `0x${Number(value).toString(16)} ${name}`);
  return named.length === 0 ? about : `${about}: ${named.join(', ')}`;
}
