/** All that the pages are made from, read once: features, catalogues, machines, recordings, history. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Machine } from '../../model/core/machine';
import { MACHINES } from '../../model/machines';
import type { Book, Entry } from '../../reports/book';
import type { Catalogue, Requirement } from '../../reports/catalogue';
import { LAYOUT } from '../../reports/layout';
import { planOf } from '../../reports/plan';
import type { Wordings } from './history';
import { wordings } from './history';

/** A requirement with the machine that it is of. */
export interface Known extends Requirement {
  readonly machine: string;
  /** The kernel's tag at which files of its source are shown. */
  readonly tree: string;
}

/** A feature file and where its page is. */
export interface FeatureFile {
  readonly machine: string;
  /** As in `exit`. */
  readonly name: string;
  /** As in `features/syndbg/exit.feature`. */
  readonly uri: string;
  readonly entries: readonly Entry[];
}

export interface SiteData {
  readonly machines: readonly Machine[];
  readonly book: Book;
  readonly catalogues: readonly Catalogue[];
  readonly requirements: ReadonlyMap<string, Known>;
  readonly features: readonly FeatureFile[];
  /** By machine the paths of its pictures in the project. */
  readonly pictureFiles: Readonly<Record<string, readonly string[]>>;
  readonly wordings: Wordings;
}

/** Reads everything. @throws FileError on a catalogue that is not as it must be */
export function readWorld(): SiteData {
  const { book, catalogues } = planOf({});
  const requirements = catalogues.flatMap(({ machine, tree, requirements: rows }) =>
    rows.map((row): [string, Known] => [row.id, { ...row, machine, tree }]),
  );
  return {
    machines: MACHINES,
    book,
    catalogues,
    requirements: new Map(requirements),
    features: featuresOf(book),
    pictureFiles: Object.fromEntries(MACHINES.map(({ name }) => [name, picturesOf(name)])),
    wordings: wordings(LAYOUT.root, relative(LAYOUT.root, LAYOUT.features)),
  };
}

function featuresOf({ entries }: Book): readonly FeatureFile[] {
  const byUri = new Map<string, Entry[]>();
  for (const entry of entries) byUri.set(entry.uri, [...(byUri.get(entry.uri) ?? []), entry]);
  return [...byUri].flatMap(([uri, own]) => {
    const [, machine, name] = /^features\/([^/]+)\/(.+)\.feature$/.exec(uri) ?? [];
    return machine === undefined || name === undefined ? [] : [{ machine, name, uri, entries: own }];
  });
}

function picturesOf(machine: string): readonly string[] {
  const folder = join(LAYOUT.features, machine, 'pictures');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.svg'));
  return files.sort().map((name) => `features/${machine}/pictures/${name}`);
}
