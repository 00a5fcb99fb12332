/** What is known of one requirement in one implementation, and of how many of its cases. */

/**
 * kept: it was seen to hold in every case about it; partly: it was seen to hold, but not in all of them; broken: something
 * breaks it; differs: it was seen of another kernel, and this one does otherwise; absent: the profile has no such
 * requirement; unknown: nothing was seen of it.
 */
export const STATUS_WORDS = ['kept', 'partly', 'broken', 'differs', 'absent', 'unknown'] as const;
export type StatusWord = (typeof STATUS_WORDS)[number];

/**
 * The ids of the cases about a requirement: those that showed it, those in which something is not allowed, and all that there are for
 * the implementation's choices.
 */
export interface Extent {
  readonly shown: ReadonlySet<string>;
  readonly against: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

/** Cases that are left out where a kernel is run, and why. */
export interface LeftOut {
  readonly why: string;
  /** Where it is told in full, as in `recordings/FOUND.md#heading`; null where nowhere. */
  readonly see: string | null;
  /** Their ids, or those of their outlines. */
  readonly cases: readonly string[];
}

export interface Cell {
  readonly word: StatusWord;
  /** Of how many cases it was seen … */
  readonly shown: number;
  /** … among how many that there are. */
  readonly of: number;
  /** Of those that were not shown, those that are left out on purpose. */
  readonly leftOut: readonly LeftOut[];
}

/** What two statuses have to differ in to be a difference: that one kernel was shown less of is none. */
export type Side = Exclude<StatusWord, 'partly'>;

export function sideOf(word: StatusWord): Side {
  return word === 'partly' ? 'kept' : word;
}

export const ABSENT: Cell = { word: 'absent', shown: 0, of: 0, leftOut: [] };

/**
 * @param word what was seen, however little of it
 * @param strict whether `kept` has to be every case: what a report calls so, it has counted itself
 */
export function cellOf(
  word: StatusWord,
  { shown, all }: Extent,
  leftOut: readonly LeftOut[],
  strict: boolean,
): Cell {
  const missing = [...all].filter((id) => !shown.has(id));
  const whole = !strict || (missing.length === 0 && all.size > 0);
  return {
    word: word === 'kept' && !whole ? 'partly' : word,
    shown: all.size - missing.length,
    of: all.size,
    leftOut: leftOut.flatMap(({ cases, ...told }) => {
      const own = missing.filter((id) => cases.includes(id) || cases.includes(outlineOf(id)));
      return own.length === 0 ? [] : [{ ...told, cases: own }];
    }),
  };
}

/** `syndbg.gate` of `syndbg.gate:no-leaf`. */
export function outlineOf(id: string): string {
  return id.split(':', 1)[0] ?? id;
}

/** How many cases are left out on purpose. */
export function leftOutOf({ leftOut }: Pick<Cell, 'leftOut'>): number {
  return leftOut.reduce((sum, { cases }) => sum + cases.length, 0);
}

/** As in `kept`, `partly 3/7`, `partly 3/7, 4 left out`. */
export function labelOf(cell: Cell): string {
  const { word, shown, of } = cell;
  const left = leftOutOf(cell);
  return `${word}${word === 'partly' ? ` ${shown}/${of}` : ''}${left > 0 ? `, ${left} left out` : ''}`;
}

/** A label in words, to be read where it is pointed at; null where the word says all. */
export function explained(cell: Cell): string | null {
  const { word, shown, of } = cell;
  const left = leftOutOf(cell);
  if (of === 0 || (left === 0 && word !== 'kept' && word !== 'partly')) return null;
  const other = word === 'partly' && shown === 0 ? 'by other experiments, and by none of' : `${shown} of`;
  return `${other} its ${of} cases${left > 0 ? `; ${left} are left out for this kernel` : ''}`;
}
