/** Implementations side by side: what each does with every requirement, where they differ, and since which kernel. */
import { once } from '../../model/core/once';
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
    const names = namesOf(own);
    return requirements.map(({ id, text, level, profiles }): ComparedRow => {
      const cells = own.map((column) =>
        profiles.includes(column.profile) ? cellIn(column, id, left.get(column) ?? []) : ABSENT,
      );
      const words = cells.map(({ word }) => (word === 'unknown' ? null : word));
      return { id, machine, text, level, cells, changes: changesOf(names, words, sideOf) };
    });
  });
  return { columns: ordered, rows, choices: comparedChoices(ordered) };
}

const NOTHING: Extent = { shown: new Set(), against: new Set(), all: new Set() };

/** Cells that say the same are one: a fleet has millions. */
const cells = new Map<string, Cell>();

function cellIn({ statuses, extents, source }: Column, id: string, left: readonly LeftOut[]): Cell {
  const word = statuses.get(id) ?? 'unknown';
  const cell = cellOf(word, extents.get(id) ?? NOTHING, left, source === 'recording');
  if (cell.leftOut.length > 0) return cell;
  const key = `${cell.word} ${cell.shown}/${cell.of}`;
  const known = cells.get(key) ?? cell;
  cells.set(key, known);
  return known;
}

function comparedChoices(columns: readonly Column[]): readonly ComparedChoice[] {
  return MACHINES.flatMap(({ name: machine }) => {
    const own = columns.filter((column) => column.machine === machine);
    const names = namesOf(own);
    return choicesOf(machine).flatMap((name): readonly ComparedChoice[] => {
      const cells = own.map(({ choices }) => chosen(choices, name));
      if (cells.every((value) => value === null)) return [];
      return [{ machine, name, cells, changes: changesOf(names, cells, (value) => value) }];
    });
  });
}

/** The columns of a machine, in the order of the cells of its rows. */
export function columnsIn({ columns }: Comparison, machine: string): readonly Column[] {
  return columns.filter((column) => column.machine === machine);
}

/** In how many requirements a column has this word. */
export function countIn(comparison: Comparison, column: Column, word: StatusWord): number {
  return countsOf(comparison).get(column)?.get(word) ?? 0;
}

const countsOf = once((comparison: Comparison): ReadonlyMap<Column, ReadonlyMap<StatusWord, number>> => {
  const all = new Map<Column, Map<StatusWord, number>>();
  for (const machine of machinesIn(comparison)) {
    const rows = comparison.rows.filter((row) => row.machine === machine);
    for (const [i, column] of columnsIn(comparison, machine).entries()) {
      const counts = new Map<StatusWord, number>();
      for (const row of rows) {
        const { word } = row.cells[i] ?? ABSENT;
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
      all.set(column, counts);
    }
  }
  return all;
});

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

/**
 * @param names of the columns, by {@link namesOf}
 * @param words null where nothing is known
 */
function changesOf<Word>(
  names: readonly string[],
  words: readonly (Word | null)[],
  sideIn: (word: Word) => unknown,
): readonly Change<Word>[] {
  const known = words.flatMap((word, i) => (word === null ? [] : [{ word, name: names[i] ?? '' }]));
  return known.slice(1).flatMap(({ word, name }, i) => {
    const was = known[i]?.word ?? word;
    return sideIn(was) === sideIn(word) ? [] : [{ since: name, was, is: word }];
  });
}

/** What a change is said to be since: a column's name, with its profile where another has the name. */
function namesOf(columns: readonly Column[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name } of columns) counts.set(name, (counts.get(name) ?? 0) + 1);
  return columns.map(({ name, profile }) => ((counts.get(name) ?? 0) > 1 ? `${name}, ${profile}` : name));
}

/** A kernel that was changed on purpose, so that it breaks a rule, is no step from one release to the next: it comes last. */
export function isControl({ name }: Pick<Column, 'name'>): boolean {
  return /^[\d.]+-control(-|$)/.test(name);
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

/** By version, as 6.2, 6.12-rc3, 6.12, 6.12.1; what has none comes last. Numbers in the rest are compared as numbers, too. */
export function byRelease(a: string, b: string): number {
  const [one, other] = [versionOf(a), versionOf(b)];
  for (let i = 0; i < Math.max(one.length, other.length); i += 1) {
    const apart = (one[i] ?? 0) - (other[i] ?? 0);
    if (apart !== 0) return apart;
  }
  return candidateOf(a) - candidateOf(b) || COLLATOR.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** `6.12.1` of `v6.12.1-amd64`. */
function versionOf(name: string): readonly number[] {
  const [, version] = /^v?(\d+(?:\.\d+)*)/.exec(name) ?? [];
  return version === undefined ? [Number.MAX_SAFE_INTEGER] : version.split('.').map(Number);
}

/** `3` of `6.12-rc3`; more than any of what is released. */
function candidateOf(name: string): number {
  const [, candidate] = /^v?[\d.]+[-~]rc(\d+)/.exec(name) ?? [];
  return candidate === undefined ? Number.MAX_SAFE_INTEGER : Number(candidate);
}

const COLLATOR = new Intl.Collator('en', { numeric: true });
