/** The switches of the mutants: which one is on, which were come by, and how far a model may run. */
import { SWITCH } from './instrument';

/** A model that does not come to an end: no step of a right one passes so many mutants. */
export class Runaway extends Error {
  override readonly name = 'Runaway';
}

let active = 0;
let left = Infinity;
let seen = new Set<number>();

/** Called by instrumented sources. @throws Runaway */
function isOn(id: number): boolean {
  seen.add(id);
  left -= 1;
  if (left < 0) throw new Runaway('the model does not come to an end');
  return id === active;
}

(globalThis as unknown as Record<string, unknown>)[SWITCH] = isOn;

/**
 * What `run` gives with a mutant's switch on; 0 is the model as it is.
 * @param limit switches that may be passed
 */
export function withMutant<T>(id: number, limit: number, run: () => T): T {
  const before = [active, left] as const;
  [active, left] = [id, limit];
  try {
    return run();
  } finally {
    [active, left] = before;
  }
}

/** The switches come by since the last call. */
export function takeSeen(): ReadonlySet<number> {
  const found = seen;
  seen = new Set();
  return found;
}

/** For a process of its own, in which one mutant is on from the first line to the last. */
export function setMutant(id: number): void {
  active = id;
}
