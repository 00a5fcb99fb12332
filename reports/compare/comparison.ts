/** Implementations side by side: what each does with every requirement, where they differ, and since which kernel. */
import { MACHINES } from '../../model/machines';
import type { Catalogue } from '../catalogue';
import { loadCatalogues } from '../catalogue';
import { LAYOUT } from '../layout';
import type { Cell, Extent, LeftOut, StatusWord } from './cell';
import { ABSENT, cellOf, outlineOf, sideOf } from './cell';
import type { Possible } from './choices';
import { choicesOf, chosen } from './choices';

/** One implementation in one profile of one machine. */
export interface Column {
  readonly machine: string;
  readonly profile: string;
  /** The kernel's release, or what the implementation calls itself. */
  readonly name: string;
  /** Where this is known from. */
  readonly file: string;
  readonly source: 'report' | 'recording';
  /** By which live/kernels.yaml would know it: as in `6.17.13+deb13-arm64`. */
  readonly release: string;
  /** By requirement what was seen, however little of it; what is not there is unknown. */
  readonly statuses: ReadonlyMap<string, StatusWord>;
  /** By requirement, which cases. */
  readonly extents: ReadonlyMap<string, Extent>;
  readonly choices: Possible;
}

/** What is left out of a run of a machine on a kernel, by its release. */
export type LeaveOut = (machine: string, release: string) => readonly LeftOut[];

/** Where one implementation does otherwise than the one before it. */
export interface Change<Word = StatusWord> {
  readonly since: string;
  readonly was: Word;
  readonly is: Word;
}

export interface ComparedRow {
  readonly id: string;
  readonly machine: string;
  readonly text: string;
  readonly level: string;
  /** One for each column of the machine. */
  readonly cells: readonly Cell[];
  /** In the order of the columns, what is unknown left out. */
  readonly changes: readonly Change[];
}

/** What a machine's profiles leave open. */
export interface ComparedChoice {
  readonly machine: string;
  readonly name: string;
  /** One for each column of the machine; null where it is not known, or not open in its profile. */
  readonly cells: readonly (string | null)[];
  readonly changes: readonly Change<string>[];
}

export interface Comparison {
  /** By machine, then by profile in the order of the lineage, then by release, and {@link isControl} after all others. */
  readonly columns: readonly Column[];
  /** By machine and id. */
  readonly rows: readonly ComparedRow[];
  /** By machine, those that something is known of. */
  readonly choices: readonly ComparedChoice[];
}

/** Puts columns in order and their statuses side by side. @throws FileError on a catalogue that is not as it must be */
export function comparisonOf(
  columns: readonly Column[],
  leaveOut: LeaveOut = () => [],
  catalogues: readonly Catalogue[] = loadCatalogues(LAYOUT.features),
): Comparison {
  const ordered = [...columns].sort(byPlace);
  const left = new Map(ordered.map((one) => [one, leaveOut(one.machine, one.release)] as const));
  const rows = catalogues.flatMap(({ machine, requirements }) => {
    const own = ordered.filter((column) => column.machine === machine);
    if (own.length === 0) return [];
    return requirements.map(({ id, text, level, profiles }): ComparedRow => {
      const cells = own.map((column) =>
        profiles.includes(column.profile) ? cellIn(column, id, left.get(column) ?? []) : ABSENT,
      );
      const words = cells.map(({ word }) => (word === 'unknown' ? null : word));
      return { id, machine, text, level, cells, changes: changesOf(own, words, sideOf) };
    });
  });
  return { columns: ordered, rows, choices: comparedChoices(ordered) };
}

const NOTHING: Extent = { shown: new Set(), all: new Set() };

function cellIn({ statuses, extents, source }: Column, id: string, left: readonly LeftOut[]): Cell {
  const word = statuses.get(id) ?? 'unknown';
  return cellOf(word, extents.get(id) ?? NOTHING, left, source === 'recording');
}

function comparedChoices(columns: readonly Column[]): readonly ComparedChoice[] {
  return MACHINES.flatMap(({ name: machine }) => {
    const own = columns.filter((column) => column.machine === machine);
    return choicesOf(machine).flatMap((name): readonly ComparedChoice[] => {
      const cells = own.map(({ choices }) => chosen(choices, name));
      if (cells.every((value) => value === null)) return [];
      return [{ machine, name, cells, changes: changesOf(own, cells, (value) => value) }];
    });
  });
}

/** The columns of a machine, in the order of the cells of its rows. */
export function columnsIn({ columns }: Comparison, machine: string): readonly Column[] {
  return columns.filter((column) => column.machine === machine);
}

/** In how many requirements a column has this word. */
export function countIn({ columns, rows }: Comparison, column: Column, word: StatusWord): number {
  const at = columns.filter(({ machine }) => machine === column.machine).indexOf(column);
  const own = rows.filter(({ machine }) => machine === column.machine);
  return own.filter(({ cells }) => cells[at]?.word === word).length;
}

/** The machines that something is known of, in their usual order. */
export function machinesIn({ columns }: Comparison): readonly string[] {
  return MACHINES.flatMap(({ name }) => (columns.some(({ machine }) => machine === name) ? [name] : []));
}

/** Those in which two implementations differ. */
export function differing<T extends ComparedRow | ComparedChoice>(rows: readonly T[]): readonly T[] {
  return rows.filter(({ changes }) => changes.length > 0);
}

/** What is left out of the cases of a machine: of which requirements, in which columns by their places, and why. */
export interface Gap extends LeftOut {
  readonly requirements: readonly string[];
  readonly columns: readonly number[];
}

/** Each reason once. */
export function gapsIn({ rows }: Comparison, machine: string): readonly Gap[] {
  const found = new Map<
    string,
    { of: LeftOut; ids: Set<string>; columns: Set<number>; cases: Set<string> }
  >();
  for (const { id, cells } of rows.filter((row) => row.machine === machine)) {
    for (const [i, { leftOut }] of cells.entries()) {
      for (const of of leftOut) {
        const key = JSON.stringify([of.why, of.see]);
        const known = found.get(key) ?? { of, ids: new Set(), columns: new Set(), cases: new Set() };
        found.set(key, known);
        known.ids.add(id);
        known.columns.add(i);
        for (const one of of.cases) known.cases.add(outlineOf(one));
      }
    }
  }
  return [...found.values()].map(({ of, ids, columns, cases }) => ({
    ...of,
    cases: [...cases],
    requirements: [...ids],
    columns: [...columns].sort((a, b) => a - b),
  }));
}

/** @param words null where nothing is known */
function changesOf<Word>(
  columns: readonly Column[],
  words: readonly (Word | null)[],
  sideIn: (word: Word) => unknown,
): readonly Change<Word>[] {
  const known = words.flatMap((word, i) => {
    const column = columns[i];
    return word === null || !column ? [] : [{ word, name: sinceName(column, columns) }];
  });
  return known.slice(1).flatMap(({ word, name }, i) => {
    const was = known[i]?.word ?? word;
    return sideIn(was) === sideIn(word) ? [] : [{ since: name, was, is: word }];
  });
}

/** Its name, with its profile where another has the name. */
function sinceName(column: Column, columns: readonly Column[]): string {
  const { name, profile } = column;
  return columns.some((one) => one !== column && one.name === name) ? `${name}, ${profile}` : name;
}

/** A kernel that was changed on purpose, so that it breaks a rule, is no step from one release to the next: it comes last. */
export function isControl({ name }: Pick<Column, 'name'>): boolean {
  return /(^|[^a-z])control([^a-z]|$)/i.test(name);
}

function byPlace(a: Column, b: Column): number {
  return (
    machineRank(a) - machineRank(b) ||
    profileRank(a) - profileRank(b) ||
    Number(isControl(a)) - Number(isControl(b)) ||
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
