/** Implementations side by side: what each does with every requirement, where they differ, and since which kernel. */
import { MACHINES } from '../../model/machines';
import type { Catalogue } from '../catalogue';
import { loadCatalogues } from '../catalogue';
import { LAYOUT } from '../layout';

/**
 * kept: it was seen to hold, and nothing against it; partly: some of its cases passed; broken: something breaks it;
 * differs: it was seen of another kernel, and this one does otherwise; absent: the profile has no such requirement;
 * unknown: nothing was seen of it.
 */
export const STATUS_WORDS = ['kept', 'partly', 'broken', 'differs', 'absent', 'unknown'] as const;
export type StatusWord = (typeof STATUS_WORDS)[number];

/** One implementation in one profile of one machine. */
export interface Column {
  readonly machine: string;
  readonly profile: string;
  /** The kernel's release, or what the implementation calls itself. */
  readonly name: string;
  /** Where this is known from. */
  readonly file: string;
  readonly source: 'report' | 'recording';
  /** By requirement; what is left out is unknown. */
  readonly statuses: ReadonlyMap<string, StatusWord>;
}

/** Where one implementation does otherwise than the one before it. */
export interface Change {
  readonly since: string;
  readonly was: StatusWord;
  readonly is: StatusWord;
}

export interface ComparedRow {
  readonly id: string;
  readonly machine: string;
  readonly text: string;
  readonly level: string;
  /** One for each column of the machine. */
  readonly cells: readonly StatusWord[];
  /** In the order of the columns, what is unknown left out. */
  readonly changes: readonly Change[];
}

export interface Comparison {
  /** By machine, then by profile in the order of the lineage, then by release. */
  readonly columns: readonly Column[];
  /** By machine and id. */
  readonly rows: readonly ComparedRow[];
}

/** Puts columns in order and their statuses side by side. @throws FileError on a catalogue that is not as it must be */
export function comparisonOf(
  columns: readonly Column[],
  catalogues: readonly Catalogue[] = loadCatalogues(LAYOUT.features),
): Comparison {
  const ordered = [...columns].sort(byPlace);
  const rows = catalogues.flatMap(({ machine, requirements }) => {
    const own = ordered.filter((column) => column.machine === machine);
    if (own.length === 0) return [];
    return requirements.map(({ id, text, level, profiles }): ComparedRow => {
      const cells = own.map(({ profile, statuses }) =>
        profiles.includes(profile) ? (statuses.get(id) ?? 'unknown') : 'absent',
      );
      return { id, machine, text, level, cells, changes: changesOf(own, cells) };
    });
  });
  return { columns: ordered, rows };
}

/** The columns of a machine, in the order of the cells of its rows. */
export function columnsIn({ columns }: Comparison, machine: string): readonly Column[] {
  return columns.filter((column) => column.machine === machine);
}

/** The machines that something is known of, in their usual order. */
export function machinesIn({ columns }: Comparison): readonly string[] {
  return MACHINES.flatMap(({ name }) => (columns.some(({ machine }) => machine === name) ? [name] : []));
}

/** Those in which two implementations differ. */
export function differing(rows: readonly ComparedRow[]): readonly ComparedRow[] {
  return rows.filter(({ changes }) => changes.length > 0);
}

function changesOf(columns: readonly Column[], cells: readonly StatusWord[]): readonly Change[] {
  const known = cells.flatMap((word, i) =>
    word === 'unknown' ? [] : [{ word, name: columns[i]?.name ?? '' }],
  );
  return known.slice(1).flatMap(({ word, name }, i) => {
    const was = known[i]?.word ?? word;
    return was === word ? [] : [{ since: name, was, is: word }];
  });
}

function byPlace(a: Column, b: Column): number {
  return (
    machineRank(a) - machineRank(b) ||
    profileRank(a) - profileRank(b) ||
    byRelease(a.name, b.name) ||
    byRelease(a.file, b.file)
  );
}

function machineRank({ machine }: Column): number {
  return MACHINES.findIndex(({ name }) => name === machine);
}

function profileRank({ machine, profile }: Column): number {
  const profiles = MACHINES.find(({ name }) => name === machine)?.profiles ?? [];
  return profiles.findIndex(({ name }) => name === profile);
}

/** Numbers in names are compared as numbers: 6.12 comes after 6.2. */
function byRelease(a: string, b: string): number {
  return COLLATOR.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

const COLLATOR = new Intl.Collator('en', { numeric: true });
