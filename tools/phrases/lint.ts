/** What can be wrong with the vocabularies and their pages. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LAYOUT } from '../../reports/layout';
import { RAW } from '../../steps/phrases/raw';
import type { Vocabulary } from '../../steps/phrases/vocabulary';
import { lintBudget } from './budget';
import type { Uses } from './page';
import { phrasesPage } from './page';

/** Where the page of a machine's phrases lies. */
export function pageFile(machine: string): string {
  return join(LAYOUT.features, machine, 'PHRASES.md');
}

/** Phrases that no scenario of their machine uses, too many of them, and pages that are not what the tables say. */
export function lintVocabularies(
  vocabularies: readonly Vocabulary[],
  uses: (machine: string) => Uses,
): readonly string[] {
  return [
    ...lintBudget(vocabularies),
    ...vocabularies.flatMap((known) => lintOne(known, uses(known.machine))),
  ];
}

function lintOne(known: Vocabulary, uses: Uses): readonly string[] {
  const file = pageFile(known.machine);
  const fresh = existsSync(file) && readFileSync(file, 'utf8') === phrasesPage(known, uses);
  return [
    ...RAW.flatMap(({ text }) =>
      uses.has(text) ? [`${known.machine}: a scenario uses "${text}", which is for reproducers alone`] : [],
    ),
    ...known.phrases.flatMap(({ text }) =>
      uses.has(text) ? [] : [`${known.machine}: no scenario uses "${text}"`],
    ),
    ...(fresh
      ? []
      : [`${relative(LAYOUT.root, file)}:1: it is not what the table says: run \`npm run phrases\``]),
  ];
}
