/** A range of a kernel's table, and what hosts answer to it. */
import type { Section } from '../../../model/heki/sections';
import type { PaRange } from '../../../model/heki/types';

export interface Row {
  readonly section: Section;
  readonly start: bigint;
  /** The byte after the last. */
  readonly end: bigint;
  readonly range: PaRange;
}

export interface Answer {
  readonly host: string;
  /** To each range, were it sent alone: `locked`, or the error. */
  readonly alone: readonly string[];
  /** To the whole table in one request. */
  readonly whole: string;
  /** Ranges that are locked after it. */
  readonly locked: number;
}
