/** A mutant, whichever language it is in, and what became of it. */

export interface Mutation {
  /** Number of its switch, from 1. */
  readonly id: number;
  /** Its file in the folder of the machine, or of the adapters. */
  readonly file: string;
  readonly line: number;
  /** The names around it, outermost first, as in `step.perform`; empty at the top of the module. */
  readonly within: string;
  /** The kind of the mistake, as in `comparison`. */
  readonly kind: string;
  readonly original: string;
  /** Empty where a statement is gone. */
  readonly wrong: string;
}

/**
 * What noticed a mutant: a case by its words, a case that shows less than it is tagged with, the loading of the sources,
 * the compiler, a recording that conforms no longer, or the unit tests. The others live. The reference beside such a one, in the
 * cases and after random operations, may show that it `differs` in what a requirement speaks of, which is a hole, or in an `open` field
 * alone. `lives` where it was not looked for, or nothing at all differs.
 */
export type By =
  | 'words'
  | 'guard'
  | 'load'
  | 'types'
  | 'recordings'
  | 'unit tests'
  | 'differs'
  | 'open'
  | 'lives';

export interface Fate {
  readonly mutation: Mutation;
  readonly by: By;
  /** The case, or the requirements and the operations that show it. */
  readonly detail: string;
  /** Why nothing could notice it, where that is known. */
  readonly reason: string | null;
}

export function isDead({ by }: Pick<Fate, 'by'>): boolean {
  return by !== 'differs' && by !== 'open' && by !== 'lives';
}

/** As in `traps.ts:13 trapped [constant] 0x1n → 0x1n + 1n`. */
export function mutationText({ file, line, within, kind, original, wrong }: Mutation): string {
  const shown = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
  return `${file}:${line} ${within} [${kind}] ${shown(original)} → ${shown(differing(original, wrong)) || 'nothing'}`;
}

const SHOWN = 100;

/** The end of a long text that is the same up to there says nothing. */
function differing(original: string, wrong: string): string {
  let same = 0;
  while (same < wrong.length && original[same] === wrong[same]) same += 1;
  return same > SHOWN / 2 ? `…${wrong.slice(same - 20)}` : wrong;
}
