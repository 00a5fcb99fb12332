/** What a run is asked for: the features, the catalogues, and the cases selected from them. */
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Envelope } from '@cucumber/messages';
import type { Machine } from '../model/core/machine';
import { MACHINES } from '../model/machines';
import { nearest, printable } from '../subjects/text';
import type { Book } from './book';
import { bookOf } from './book';
import type { Catalogue } from './catalogue';
import { loadCatalogues } from './catalogue';
import type { FeatureText } from './gherkin';
import { featureFiles, featuresIn, featureTexts, parseTexts } from './gherkin';
import type { Finding, Plan } from './guard';
import { finding } from './guard';
import { LAYOUT } from './layout';
import type { Filter } from './selection';
import { select } from './selection';
import type { SuiteReport } from './report-types';
import { relativePath, withoutOutside } from './text/clean';

export interface PlanOptions extends Omit<Filter, 'places'> {
  /**
   * Feature files and folders, `file:line` for single scenarios, relative to `cwd` or else to the package;
   * all features where there are none.
   */
  readonly paths?: readonly string[];
  /** Where relative paths start. */
  readonly cwd?: string;
  /** The folder with a folder for each machine; the package's own unless given. */
  readonly features?: string;
}

export interface Planned extends Plan {
  /** Paths that lead nowhere. */
  readonly missing: readonly Finding[];
  /** Where the features lie, absolute. */
  readonly folder: string;
  /** What the book was made from. */
  readonly envelopes: readonly Envelope[];
  /** Of the features and the catalogues: SHA-256, in hexadecimal. */
  readonly digest: string;
}

/**
 * Reads the features and the catalogues, and selects.
 * @throws RangeError on an unknown machine or profile, and on a tag expression, a name or a shard that is none
 * @throws FileError on a catalogue that is not as it must be
 */
export function planOf(options: PlanOptions): Planned {
  const { paths, cwd = process.cwd(), ...filter } = options;
  const features = resolve(cwd, options.features ?? LAYOUT.features);
  if (!existsSync(features) || !statSync(features).isDirectory())
    throw new RangeError(`no folder ${printable(features)}: the features lie in a folder for each machine`);
  checkNames(filter);
  const given = (paths ?? []).map((path) => placesOf(path, cwd));
  const files = new Set([...featureFiles(features), ...given.flatMap((found) => found?.files ?? [])]);
  const { envelopes, book, digest } = read([...files]);
  const catalogues = loadCatalogues(features);
  const places = given.flatMap((found) =>
    (found?.files ?? []).map((file) => ({ uri: relative(LAYOUT.root, file), lines: found?.lines ?? [] })),
  );
  const whole: Filter = paths ? { ...filter, places } : filter;
  const lost = (paths ?? []).filter((_path, i) => given[i] === null);
  return {
    book,
    filter: whole,
    selected: select(book, whole),
    catalogues,
    own: features !== LAYOUT.features,
    folder: features,
    missing: lost.map((path) => finding('no-such-file', `${path}: there is no such feature file or folder`)),
    envelopes,
    digest: digest(catalogues),
  };
}

/** Feature files, and what is in them. */
interface Read {
  readonly texts: readonly FeatureText[];
  readonly envelopes: readonly Envelope[];
  readonly book: Book;
  readonly digest: (catalogues: readonly Catalogue[]) => string;
}

let last: Read | null = null;

/** A process that plans again, and finds every text as it was, need not parse them again. */
function read(files: readonly string[]): Read {
  const texts = featureTexts(files, LAYOUT.root);
  if (last && isSame(last.texts, texts)) return last;
  const envelopes = parseTexts(texts);
  last = { texts, envelopes, book: bookOf(envelopes), digest: digesting(texts) };
  return last;
}

function isSame(known: readonly FeatureText[], texts: readonly FeatureText[]): boolean {
  return (
    known.length === texts.length &&
    known.every((one, i) => one.uri === texts[i]?.uri && one.text === texts[i].text)
  );
}

/** {@link digestOf}, worked out again only where a catalogue is another. */
function digesting(texts: readonly FeatureText[]): Read['digest'] {
  let of: readonly Catalogue[] | null = null;
  let digest = '';
  return (catalogues) => {
    if (of?.length !== catalogues.length || of.some((one, i) => one !== catalogues[i]))
      digest = digestOf(texts, catalogues);
    of = catalogues;
    return digest;
  };
}

/** The same wherever the features lie, and whatever was selected of them. */
function digestOf(texts: readonly FeatureText[], catalogues: readonly Catalogue[]): string {
  const named = texts.map(({ uri, text }) => [relativePath(join(LAYOUT.root, uri)), text]);
  return createHash('sha256')
    .update(JSON.stringify([named.sort(), catalogues]))
    .digest('hex');
}

/** By whom a run is judged. */
export function suiteOf({ digest }: Planned): SuiteReport {
  return { name: 'hvspec', version: LAYOUT.version, digest };
}

/** Findings with the uris of features elsewhere as reports have them. */
export function withoutFolders(
  findings: readonly Finding[],
  { documents, parseErrors }: Book,
): readonly Finding[] {
  const uris = [...documents, ...parseErrors.map(({ source }) => source)].map(({ uri = '' }) => uri);
  return findings.map((one) => ({ ...one, message: withoutOutside(one.message, uris) }));
}

/** The ids of all cases, with the profiles that each holds in. */
export function casesOf(book: Book): ReadonlyMap<string, readonly string[]> {
  return new Map(book.entries.flatMap((entry) => (entry.case ? [[entry.case.id, entry.case.profiles]] : [])));
}

/** A path of the command line taken apart: its file, absolute, or null where there is none, and the lines after it. */
export function locate(
  path: string,
  cwd: string,
): { readonly name: string; readonly file: string | null; readonly lines: readonly number[] } {
  const [, name = path, numbers = ''] = /^(.*?)((?::\d+)*)$/.exec(path) ?? [];
  const file = [resolve(cwd, name), resolve(LAYOUT.root, name)].find((candidate) => existsSync(candidate));
  return { name, file: file ?? null, lines: numbers.split(':').filter(Boolean).map(Number) };
}

/** Null where nothing is there, a folder without a feature, or a file of another kind. */
function placesOf(
  path: string,
  cwd: string,
): { readonly files: readonly string[]; readonly lines: readonly number[] } | null {
  const { file, lines } = locate(path, cwd);
  if (file === null) return null;
  const files = statSync(file).isDirectory()
    ? featuresIn(file)
    : [file].filter((one) => one.endsWith('.feature'));
  return files.length === 0 ? null : { files, lines };
}

/** @throws RangeError with what there is, and what was probably meant */
export function checkNames({ machines, profiles }: Pick<Filter, 'machines' | 'profiles'>): void {
  const known = MACHINES.map(({ name }) => name);
  for (const name of machines ?? []) {
    if (!known.includes(name))
      throw new RangeError(`no machine "${name}"${meant(name, known)}: there are ${known.join(', ')}`);
  }
  const among = MACHINES.filter(({ name }) => machines?.includes(name) ?? true);
  const offered = [...new Set(among.flatMap((machine) => machine.profiles.map((profile) => profile.name)))];
  for (const name of profiles ?? []) {
    if (!offered.includes(name))
      throw new RangeError(`no profile "${name}"${meant(name, offered)}: there are ${listed(among)}`);
  }
}

function meant(name: string, known: readonly string[]): string {
  const found = nearest(name, known);
  return found === null ? '' : ` (perhaps "${found}"?)`;
}

function listed(machines: readonly Machine[]): string {
  return machines
    .map(({ name, profiles }) => `${profiles.map((one) => one.name).join(', ')} of ${name}`)
    .join('; ');
}
