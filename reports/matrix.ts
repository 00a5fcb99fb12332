/** Which cases show which requirement, in which profile: from tags and catalogues, without running anything. */
import type { Machine } from '../model/core/machine';
import { MACHINES } from '../model/machines';
import type { Entry } from './book';
import type { Catalogue, Requirement } from './catalogue';

export interface MatrixRow {
  readonly requirement: Requirement;
  /** For each profile of the matrix the ids of the cases; null where the requirement does not hold. */
  readonly cases: Readonly<Record<string, readonly string[] | null>>;
}

export interface Matrix {
  readonly machine: string;
  readonly profiles: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixOptions {
  readonly machines?: readonly string[];
  readonly profiles?: readonly string[];
}

/** One matrix for each machine that has a catalogue and at least one of the profiles that were asked for. */
export function matricesOf(
  entries: readonly Entry[],
  catalogues: readonly Catalogue[],
  asked: MatrixOptions = {},
): readonly Matrix[] {
  return MACHINES.flatMap((machine) => {
    const catalogue = catalogues.find((one) => one.machine === machine.name);
    if (!catalogue || !(asked.machines?.includes(machine.name) ?? true)) return [];
    const profiles = machine.profiles
      .map(({ name }) => name)
      .filter((name) => asked.profiles?.includes(name) ?? true);
    return profiles.length === 0 ? [] : [matrixOf(machine, profiles, catalogue, entries)];
  });
}

function matrixOf(
  machine: Machine,
  profiles: readonly string[],
  catalogue: Catalogue,
  entries: readonly Entry[],
): Matrix {
  const cases = entries.flatMap((entry) => (entry.case?.machine.name === machine.name ? [entry.case] : []));
  const rows = catalogue.requirements
    .filter((requirement) => requirement.profiles.some((name) => profiles.includes(name)))
    .map((requirement) => {
      const about = cases.filter(({ requirements }) => requirements.includes(requirement.id));
      const cells = profiles.map((name) => {
        const ids = about.filter((one) => one.profiles.includes(name)).map(({ id }) => id);
        return [name, requirement.profiles.includes(name) ? ids : null] as const;
      });
      return { requirement, cases: Object.fromEntries(cells) };
    });
  return { machine: machine.name, profiles, rows };
}
