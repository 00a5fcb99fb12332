/** Small pieces that the pages share. Whatever a value says is escaped: only templates are markup. */
import type { Layout } from '../../model/core/layout';
import { wordsFor } from '../../model/core/layout';
import { bitList, parseU64 } from '../../model/core/u64';
import { linked } from '../../tools/rules/source';
import type { Content, Markup } from '../../reports/writers/html/markup';
import { joined, markup, raw } from '../../reports/writers/html/markup';
import type { Known } from './world';

export type { Content, Markup };
export { joined, markup, raw };

/** A heading with an address of its own, in the form that the search of the pages splits at. */
export function heading(level: 1 | 2 | 3, id: string, content: Content): Markup {
  const tag = raw(`h${level}`);
  return markup`<${tag} id="${id}" tabindex="-1">${content} <a class="header-anchor" href="#${id}" aria-label="Permanent address of ${id}">&#8203;</a></${tag}>`;
}

const HEX = /(\b0x[0-9a-fA-F_]+\b)/;

/**
 * A text with its hexadecimal values set apart, each with its bits to be read when it is pointed at.
 * @param layout of the register that the text is about, if it is about one
 */
export function values(text: string, layout: Layout | null = null): readonly Content[] {
  return text.split(HEX).map((part, i) => (i % 2 === 0 ? part : hexValue(part, layout)));
}

function hexValue(text: string, layout: Layout | null): Markup {
  const decoded = decode(text, layout);
  return decoded === null
    ? markup`<code>${text}</code>`
    : markup`<code class="hex" title="${decoded}">${text}</code>`;
}

/** `bits 31, 1–0 set; 2147483651`, and what that is in a register; null where it is no value of at most 64 bits. */
export function decode(text: string, layout: Layout | null = null): string | null {
  try {
    const value = parseU64(text);
    const bits = Array.from({ length: 64 }, (_, i) => 63 - i).filter(
      (bit) => ((value >> BigInt(bit)) & 1n) === 1n,
    );
    const named = layout && bits.length > 0 ? wordsFor(layout, value) : null;
    const read = layout && named !== null ? `; read as ${layout.name}: ${named}` : '';
    return `${bits.length === 0 ? 'no bit' : bitList(bits)} set; ${value} in decimal${read}`;
  } catch {
    return null;
  }
}

/** A source with its links. Only https addresses become one. */
export function sourceMarkup(source: string, tree: string): readonly Content[] {
  return linked(source, tree)
    .split(/(https:\/\/[^\s;,)]+)/)
    .map((part, i) =>
      i % 2 === 0 ? part : markup`<a href="${part}" rel="noreferrer">${shortened(part)}</a>`,
    );
}

/** A Message-ID and a path say more than the host before them. */
function shortened(url: string): string {
  return url
    .replace(/^https:\/\/lore\.kernel\.org\/r\//, '')
    .replace(/^https:\/\/github\.com\/torvalds\/linux\/blob\/(v[\w.-]+)\//, '$1: ');
}

/** A word in a rounded frame: a level, a profile, a result. The sign before it comes from the style. */
export function chip(word: string, kind: string = word): Markup {
  return markup`<span class="chip ${kind.replace(/[^\w-]/g, '-')}">${word}</span>`;
}

export function chips(words: readonly string[], kind?: string): Content {
  return joined(
    words.map((word) => chip(word, kind)),
    ' ',
  );
}

/** The link to a requirement's page from a page `depth` folders below the root; its sentence when it is pointed at. */
export function requirementLink(id: string, known: Known | undefined, up: string): Markup {
  return known
    ? markup`<a class="id" href="${up}requirements/${id}.html" title="${known.text}">${id}</a>`
    : markup`<span class="id">${id}</span>`;
}

/** The address of a case, from the root. */
export function caseAddress(machine: string, feature: string, id: string): string {
  return `${machine}/${feature}.html#${anchorOf(id)}`;
}

/** A case's id as an anchor: what an address cannot hold is replaced. */
export function anchorOf(id: string): string {
  return id.replace(/[^\w.:-]/g, '-');
}

/** A table, which can be scrolled by keyboard where it is wider than the page. */
export function table(head: readonly Content[], rows: readonly (readonly Content[])[]): Markup {
  const headings = head.map((cell) => markup`<th scope="col">${cell}</th>`);
  const body = rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`);
  return markup`<div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead><tr>${headings}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** What a page's file holds: the front matter, and markup that nothing is substituted in. */
export function page(title: string, content: Content, front: Readonly<Record<string, unknown>> = {}): string {
  const matter = Object.entries({ title, ...front }).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  // A blank line would end the block of HTML in Markdown.
  const body = markup`<div v-pre class="hv">${content}</div>`.text.replace(/\n\s*\n/g, '\n');
  return `---\n${matter.join('\n')}\n---\n\n${body}\n`;
}

/** Text in paragraphs. */
export function paragraphs(texts: readonly string[]): readonly Markup[] {
  return texts.map((text) => markup`<p>${values(text)}</p>`);
}

/** A description of the features in paragraphs, each on one line. */
export function proseOf(description: string): readonly string[] {
  return description
    .split(/\n\s*\n/)
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '');
}
