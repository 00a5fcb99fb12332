/** Feature files as Cucumber's parser reads them: the envelopes that a run begins with. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { generateMessages } from '@cucumber/gherkin';
import type { Envelope } from '@cucumber/messages';
import { IdGenerator, SourceMediaType } from '@cucumber/messages';
import { version } from '@cucumber/gherkin/package.json';
import { kept } from '../subjects/kept';

/** The folder of the suite's own features, which belong to no machine. */
export const SUITE_FOLDER = 'suite';

/** Feature files in the folders under `features`, sorted; those of the suite itself left out. */
export function featureFiles(features: string): readonly string[] {
  return folders(features)
    .filter((name) => name !== SUITE_FOLDER)
    .flatMap((name) => featuresIn(join(features, name)));
}

/** The names of the folders in a folder, sorted. */
export function folders(path: string): readonly string[] {
  return readdirSync(path)
    .filter((name) => statSync(join(path, name)).isDirectory())
    .sort();
}

/** The feature files in a folder and in those below it, sorted. */
export function featuresIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true }) as string[];
  return names
    .filter((name) => name.endsWith('.feature'))
    .sort()
    .map((name) => join(folder, name));
}

/** A feature file as it was read. */
export interface FeatureText {
  readonly uri: string;
  readonly text: string;
}

/** @param root absolute; the uris are relative to it, as those of a run in it */
export function featureTexts(files: readonly string[], root: string): readonly FeatureText[] {
  return files.map((file) => ({ uri: relative(root, file), text: readFileSync(file, 'utf8') }));
}

/** Document, pickles and parse errors of feature files: see {@link featureTexts}. */
export function parseFeatures(files: readonly string[], root: string): readonly Envelope[] {
  return parseTexts(featureTexts(files, root));
}

/** The same for files that were read. */
export function parseTexts(texts: readonly FeatureText[]): readonly Envelope[] {
  const sources = texts.flatMap(({ uri, text }) => [uri, text]);
  return kept(`gherkin-${version}`, sources, () => {
    const newId = IdGenerator.incrementing();
    return texts.flatMap(({ uri, text }) => parseFeature(text, uri, newId)).filter(({ source }) => !source);
  });
}

/** The same for text from elsewhere, and the text as an envelope too. */
export function parseFeature(
  text: string,
  uri: string,
  newId: () => string = IdGenerator.incrementing(),
): readonly Envelope[] {
  return generateMessages(text, uri, SourceMediaType.TEXT_X_CUCUMBER_GHERKIN_PLAIN, {
    newId,
    includeSource: true,
    includeGherkinDocument: true,
    includePickles: true,
    defaultDialect: 'en',
  });
}
