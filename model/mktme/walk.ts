/** What one sync call gathers on its way through the tables. */
import type { Geometry } from './geometry';
import type { Rules } from './rules';

export type Bug = 'overrun' | 'data-walk' | 'frame-mismatch' | 'null-read' | 'interrupts-off';

export interface Walk {
  readonly geo: Geometry;
  readonly rules: Rules;
  keyid: number;
  allocated: number;
  /** Freed while the parent entry still pointed there, and after it was cleared. */
  freedLinked: number;
  freed: number;
  gaps: number;
  /** Allocations until the one that fails; 0 for none. */
  failIn: number;
  error: 'ENOMEM' | null;
  bug: Bug | null;
}

export function walkOf(geo: Geometry, rules: Rules, failIn: number): Walk {
  return {
    geo,
    rules,
    keyid: 0,
    allocated: 0,
    freedLinked: 0,
    freed: 0,
    gaps: 0,
    failIn,
    error: null,
    bug: null,
  };
}

export function stopped(walk: Walk): boolean {
  return walk.bug !== null || walk.error !== null;
}

/** Takes a page for a table. False where there is none. */
export function allocate(walk: Walk): boolean {
  if (walk.failIn > 0) {
    walk.failIn -= 1;
    if (walk.failIn === 0) {
      walk.error = 'ENOMEM';
      return false;
    }
  }
  walk.allocated += 1;
  return true;
}

/** Gives back the pages of tables that were linked until now. */
export function release(walk: Walk, tables: number): void {
  if (walk.rules.freesLinked) walk.freedLinked += tables;
  else walk.freed += tables;
}

/** Counters of {@link Walk} that carry over to the events, as plain data. */
export function frees(walk: Walk): number {
  return walk.freed + walk.freedLinked;
}
