/** The requirements of a machine, as features/<machine>/requirements.yaml lists them. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { profilesIn } from '../model/core/lineage';
import type { Machine } from '../model/core/machine';
import { MACHINES } from '../model/machines';
import { nearest } from '../subjects/text';
import { checkOf } from '../subjects/validate';
import { LAYOUT } from './layout';
import type { CatalogueFile, RequirementRow } from './catalogue-types';
import type { YamlFile } from './yaml';
import { FileError, readYaml } from './yaml';

/** A row of a catalogue, with the profiles that its `since`, `until` and `only` come to. */
export interface Requirement extends RequirementRow {
  readonly profiles: readonly string[];
}

export interface Catalogue {
  readonly machine: string;
  /** The kernel's tag at which the sources' files are shown, as in `v6.12`. */
  readonly tree: string;
  readonly requirements: readonly Requirement[];
}

const CATALOGUE_FILE = 'requirements.yaml';

/**
 * The catalogues for a folder of features, one for each machine that has a folder there: the folder's own, or the
 * package's where it has none.
 * @throws FileError on the first thing wrong in one of them
 */
export function loadCatalogues(
  features: string,
  machines: readonly Machine[] = MACHINES,
): readonly Catalogue[] {
  return machines
    .filter(({ name }) => existsSync(join(features, name)))
    .map((machine) => loadCatalogue(catalogueFile(machine, features), machine));
}

/** The file of a machine's requirements: that of the folder if it has one, else the package's own. */
export function catalogueFile({ name }: Machine, features: string): string {
  const own = join(features, name, CATALOGUE_FILE);
  return existsSync(own) ? own : join(LAYOUT.features, name, CATALOGUE_FILE);
}

const loaded = new Map<string, { readonly changed: number; readonly catalogue: Catalogue }>();

/** A file is read again only if it has changed. @throws FileError with file and line */
export function loadCatalogue(file: string, machine: Machine): Catalogue {
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? NaN;
  const known = loaded.get(file);
  if (known?.changed === changed) return known.catalogue;
  const catalogue = catalogueOf(readYaml(file), machine);
  loaded.set(file, { changed, catalogue });
  return catalogue;
}

/** A catalogue from a file that was read. @throws FileError with file and line */
export function catalogueOf(source: YamlFile, machine: Machine): Catalogue {
  const list = (source.value as { requirements?: unknown } | null)?.requirements;
  if (Array.isArray(list)) list.forEach((item, i) => checkItem(source, item, i));
  const wrong = checkOf('catalogue')(source.value);
  if (wrong !== null) throw new FileError(source.file, 1, wrong);
  const catalogue = source.value as CatalogueFile;
  if (catalogue.machine !== machine.name) {
    throw new FileError(
      source.file,
      source.lineOf(['machine']),
      `machine is "${catalogue.machine}": this folder is that of ${machine.name}`,
    );
  }
  checkIds(source, catalogue.requirements, machine);
  const requirements = catalogue.requirements.map((row, i) => ({
    ...row,
    profiles: profilesOf(source, i, row, machine),
  }));
  return { machine: catalogue.machine, tree: catalogue.tree, requirements };
}

/** One by one, so that the error has the item's own line. */
function checkItem(source: YamlFile, item: unknown, i: number): void {
  const wrong = checkOf('catalogue', 'requirement')(item);
  if (wrong === null) return;
  const { id } = (item ?? {}) as { id?: unknown };
  throw new FileError(
    source.file,
    source.lineOf(['requirements', i]),
    `requirement ${typeof id === 'string' ? id : i + 1}: ${wrong}`,
  );
}

function checkIds(source: YamlFile, requirements: readonly RequirementRow[], machine: Machine): void {
  const prefix = `${machine.name.toUpperCase()}-`;
  const first = new Map<string, number>();
  const lineOf = (i: number): number => source.lineOf(['requirements', i]);
  requirements.forEach(({ id }, i) => {
    if (!id.startsWith(prefix))
      throw new FileError(
        source.file,
        lineOf(i),
        `id ${id} is not one of ${machine.name}: it must start with ${prefix}`,
      );
    const before = first.get(id);
    if (before !== undefined)
      throw new FileError(
        source.file,
        lineOf(i),
        `id ${id} stands in line ${lineOf(before)} already: ids are unique`,
      );
    first.set(id, i);
  });
}

/** @throws FileError on a profile that there is not, and where no profile is left */
function profilesOf(
  source: YamlFile,
  i: number,
  { id, since = [], until = [], only = [] }: RequirementRow,
  { name, profiles }: Machine,
): readonly string[] {
  const wrong = (message: string): FileError =>
    new FileError(source.file, source.lineOf(['requirements', i]), message);
  const reign = { since, until, only };
  const known = profiles.map((one) => one.name);
  const unknown = [...reign.since, ...reign.until, ...reign.only].find((one) => !known.includes(one));
  if (unknown !== undefined) {
    const meant = nearest(unknown, known);
    const hint = meant === null ? '' : ` (perhaps "${meant}"?)`;
    throw wrong(`${id}: machine ${name} has no profile "${unknown}"${hint}: it has ${known.join(', ')}`);
  }
  if (reign.since.length + reign.only.length === 0)
    throw wrong(`${id}: it holds since no profile: say since which, of ${known.join(', ')}`);
  const both = since.find((one) => until.includes(one));
  if (both !== undefined) throw wrong(`${id}: it begins and ends with ${both}`);
  return profilesIn(profiles, reign);
}
