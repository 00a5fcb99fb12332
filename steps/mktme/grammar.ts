/** Words with a grammar of their own: one of a few forms, each with how it is read and written. */
import type { Word } from '../phrases/word';

/** One form of a word. Its pattern may have groups, which are what `read` gets. */
export interface Form<T> {
  readonly pattern: RegExp;
  /** An example, for authors. */
  readonly form: string;
  readonly read: (...groups: readonly string[]) => T;
  /** The words for a value of this form; null where it has another. */
  readonly write: (value: T) => string | null;
}

/** A word that has one of these forms. */
export function wordOf<T>(forms: readonly Form<T>[]): Word<T> {
  return {
    pattern: new RegExp(forms.map(({ pattern }) => withoutGroups(pattern)).join('|')),
    forms: forms.map(({ form }) => form).join('; '),
    read: (text) => {
      for (const { pattern, read } of forms) {
        const [all, ...groups] = new RegExp(`^(?:${pattern.source})$`).exec(text) ?? [];
        if (all !== undefined) return read(...groups);
      }
      throw new RangeError(`"${text}" is none of ${forms.map(({ form }) => form).join('; ')}`);
    },
    write: (value) => {
      for (const { write } of forms) {
        const text = write(value);
        if (text !== null) return text;
      }
      return null;
    },
  };
}

/** A pattern's source as a part of another pattern that has no groups. */
export function withoutGroups({ source }: RegExp): string {
  return source.replaceAll(/\((?!\?)/g, '(?:');
}
