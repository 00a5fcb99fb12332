/**
 * `npm run lint:features`: all that can be said of the features without running them. Prints `file:line: what`
 * for each finding, and exits 1 where there is one.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Pickle } from '@cucumber/messages';
import { machineOf, MACHINES } from '../model/machines';
import type { Book } from '../reports/book';
import { bookOf } from '../reports/book';
import type { Catalogue } from '../reports/catalogue';
import { loadCatalogues } from '../reports/catalogue';
import { featureFiles, featuresIn, parseFeatures, SUITE_FOLDER } from '../reports/gherkin';
import { distinct, guardPlan } from '../reports/guard';
import { guardDocuments, guardShape } from '../reports/guard/shape';
import { LAYOUT } from '../reports/layout';
import { vocabularyOf } from '../steps/phrases/vocabulary';
import type { Document } from './lint/document';
import { lintDocument } from './lint/document';
import { lintIds } from './lint/ids';
import { lintLevels } from './lint/levels';
import { lintNames } from './lint/names';
import { lintOwners } from './lint/owners';
import { phrasesOf } from './lint/phrases';
import { lintText } from './lint/text';
import { lintVocabularies } from './phrases/lint';
import { readRedirects } from './redirects';
import { machinesOrExit } from './words';

const { root, features } = LAYOUT;

/** Words are the machines whose features are read as the document; without words all are. */
const names = machinesOrExit(process.argv.slice(2));
const isAsked = (machine: string): boolean => names.includes(machine);

async function main(): Promise<number> {
  const machines = featureFiles(features);
  const suite = featuresIn(join(features, SUITE_FOLDER));
  const book = bookOf(parseFeatures(machines, root));
  const own = bookOf(parseFeatures(suite, root));
  const catalogues = loadCatalogues(features);
  const found = [
    ...[...machines, ...suite].flatMap(textFindings),
    ...lintNames(book),
    ...lintNames(own),
    ...lintLevels(catalogues),
    ...lintIds(catalogues, readRedirects()),
    ...catalogues
      .filter(({ machine }) => isAsked(machine))
      .flatMap((catalogue) => lintDocument({ ...documentOf(catalogue, book), catalogue })),
    ...catalogues.flatMap((one) => lintOwners(machineOf(one.machine), one)),
    ...guardPlan({ book, selected: book.entries, filter: {}, catalogues, own: false }).map(said),
    ...distinct([...guardDocuments(own), ...own.entries.flatMap(guardShape)]).map(said),
  ];
  const phrases = [
    await phrasesOf(root, 'default', picklesIn(book)),
    await phrasesOf(root, 'suite', picklesIn(own)),
  ];
  const vocabularies = MACHINES.map(({ name }) => vocabularyOf(name));
  found.push(...phrases.flatMap(({ findings }) => findings));
  found.push(
    ...lintVocabularies(vocabularies, (machine) => phrases[0]?.uses(machine) ?? new Map<string, string>()),
  );
  for (const line of found) console.log(line);
  const [all, suites] = phrases.map(({ count }) => count);
  console.log(
    `${machines.length} features with ${all ?? 0} phrases, ${picklesIn(book).length} cases; ` +
      `${suite.length} of the suite itself with ${suites ?? 0} phrases, ${picklesIn(own).length} cases; ${found.length} findings`,
  );
  return found.length > 0 ? 1 : 0;
}

function documentOf(
  { machine }: Catalogue,
  { entries, documents, parseErrors }: Book,
): Omit<Document, 'catalogue'> {
  const folder = join(features, machine);
  const here = (uri = ''): boolean => uri.startsWith(`${relative(root, folder)}/`);
  return {
    folder: relative(root, folder),
    book: {
      entries: entries.filter(({ uri }) => here(uri)),
      documents: documents.filter(({ uri }) => here(uri)),
      parseErrors,
    },
    textOf: (uri) => readFileSync(join(root, uri), 'utf8'),
  };
}

function textFindings(file: string): readonly string[] {
  return lintText(readFileSync(file, 'utf8')).map(
    ({ line, message }) => `${relative(root, file)}:${line}: ${message}`,
  );
}

function said({ kind, message }: { readonly kind: string; readonly message: string }): string {
  return `${message} (${kind})`;
}

function picklesIn({ entries }: Book): readonly Pickle[] {
  return entries.flatMap(({ pickle }) => pickle ?? []);
}

void main().then((code) => {
  process.exitCode = code;
});
