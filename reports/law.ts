/** What the catalogue says of the requirements of a profile: which hold, and how much each weighs. */
import type { Machine } from '../model/core/machine';
import type { Catalogue } from './catalogue';
import { catalogueFile, loadCatalogue } from './catalogue';
import { LAYOUT } from './layout';

export interface Law {
  readonly holds: (requirement: string) => boolean;
  /** Whether a difference in what these requirements speak of is a failure: one of them is more than `SEEN`. */
  readonly isGrave: (owners: readonly string[]) => boolean;
  /** Whether one of them is more than `SEEN`: however strict, a failure is named by what is demanded first. */
  readonly isDemanded: (owners: readonly string[]) => boolean;
}

const laws = new WeakMap<Catalogue, Map<string, Law>>();

/** The law of a profile by a catalogue, made once. With `strict`, what was seen weighs as much as what is demanded. */
export function lawOf(catalogue: Catalogue, profile: string, strict: boolean): Law {
  const made = laws.get(catalogue) ?? new Map<string, Law>();
  laws.set(catalogue, made);
  const key = `${profile} ${strict}`;
  const law = made.get(key) ?? madeLaw(catalogue, profile, strict);
  made.set(key, law);
  return law;
}

function madeLaw({ requirements }: Catalogue, profile: string, strict: boolean): Law {
  const here = new Map(
    requirements.flatMap(({ id, level, profiles }) =>
      profiles.includes(profile) ? [[id, level] as const] : [],
    ),
  );
  const isDemanded = (owners: readonly string[]): boolean =>
    owners.some((id) => here.has(id) && here.get(id) !== 'SEEN');
  return {
    holds: (id) => here.has(id),
    isGrave: (owners) => (strict ? owners.some((id) => here.has(id)) : isDemanded(owners)),
    isDemanded,
  };
}

const catalogues = new Map<string, Catalogue>();

/** The catalogue of a machine: that of `features` if it has one, else the package's own. */
export function catalogueFor(machine: Machine, features: string = LAYOUT.features): Catalogue {
  const key = `${machine.name} ${features}`;
  const found = catalogues.get(key) ?? loadCatalogue(catalogueFile(machine, features), machine);
  catalogues.set(key, found);
  return found;
}
