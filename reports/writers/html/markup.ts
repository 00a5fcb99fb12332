/** HTML that cannot be broken out of: whatever is put into a template is escaped, unless it is markup itself. */
import { clean } from '../../text/clean';

/** Markup that is safe to be written as it is. Made by {@link markup} and {@link raw} alone. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | readonly Content[];

/** A template: its own text is markup, its values are escaped (lists are joined, null is nothing). */
export function markup(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(
    parts.map((part, i) => part + (i < values.length ? shown(values[i] as Content) : '')).join(''),
  );
}

/** For what this package wrote itself: its style and its script. */
export function raw(text: string): Markup {
  return new Markup(text);
}

function shown(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  return typeof content === 'object' ? content.map(shown).join('') : escapeHtml(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Fit for text and for attributes in quotes; control characters become visible escapes. */
export function escapeHtml(text: string): string {
  return clean(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** The contents with something between each two. */
export function joined(contents: readonly Content[], between: Content): readonly Content[] {
  return contents.flatMap((one, i) => (i === 0 ? [one] : [between, one]));
}
