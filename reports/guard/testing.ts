/** For the guard's tests: feature text as a book, findings as kinds. */
import type { Book, Entry } from '../book';
import { bookOf } from '../book';
import { parseFeature } from '../gherkin';
import type { Finding } from './finding';

/** The text of one feature of SynDbg as a book; `f.feature` is its name. */
export function bookWith(scenarios: string, tags = '@syndbg @since-upstream'): Book {
  return bookOf(parseFeature(`${tags}\nFeature: F\n\n${scenarios}\n`, 'f.feature'));
}

/** The first entry of a book. @throws Error where there is none */
export function firstOf({ entries }: Book): Entry {
  const [entry] = entries;
  if (!entry) throw new Error('the feature has no entry');
  return entry;
}

/** Kinds in their order. */
export function kindsOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ kind }) => kind);
}
