/** A lab and what becomes of it in a case: a failure ends it, the others go on. */
import type { Awaitable } from './awaitable';
import type { Tried } from './choices';
import { died } from './deaths';
import type { Draws } from './draws';
import type { Failure } from './failure';
import { isJudged, NOBODY } from './failure';
import { Disagreement } from './fate';
import type { Lab } from './lab';

export interface Seat {
  readonly lab: Lab;
  /** What a failure is kept under: the mutant, or the case and the profile. */
  readonly name: string;
  readonly mutant: string | null;
  /** Whether what a failure breaks is worked out: of most mutants it is enough that they die. */
  readonly isNamed: boolean;
  /** For each operation of the lab's trace the text of the step that performed it. */
  readonly origins: string[];
  /** On the reference: the choices that were made, and which of them the case has asked for. */
  readonly choosing: Tried | null;
  /** What the runs of the case's property came to with each of the combinations. */
  readonly draws: Draws | null;
  failure: Failure | null;
}

/** A step of the scenario, as it is run on a lab. */
export interface Step {
  readonly run: (lab: Lab) => unknown;
  readonly text: string;
  /** Whether it is a Given. */
  readonly isHistory: boolean;
}

/** @throws what the step does on this lab */
export function perform(lab: Lab, { run, isHistory }: Step): Awaitable<void> {
  lab.isHistory = isHistory;
  return run(lab) as Awaitable<void>;
}

/** Runs a step on a seat that has not failed. Does not throw: it fails the seat. */
export function attempt(seat: Seat, step: Step): Awaitable<void> {
  if (seat.failure) return;
  const { text } = step;
  const pass = (): void => {
    while (seat.origins.length < seat.lab.trace.length) seat.origins.push(text);
  };
  const fail = (error: unknown): void => {
    pass();
    seat.failure = failureOf(seat, error as Error, text);
  };
  try {
    const result = perform(seat.lab, step);
    if (result instanceof Promise) return result.then(pass, fail);
    pass();
  } catch (error) {
    fail(error);
  }
}

/** Lets the model beside the subject say at the end what it objected to in silence. */
export function settle(seat: Seat): void {
  if (seat.failure) return;
  try {
    seat.lab.settle();
  } catch (error) {
    seat.failure = failureOf(seat, error as Error, 'the model beside the subject');
  }
}

/** A difference shows only when the next step begins: the step that failed is the one that differed. */
function failureOf({ lab, name, isNamed, origins }: Seat, error: Error, text: string): Failure {
  const named = isNamed && isJudged(error) ? lab.named() : NOBODY;
  const [first] = named.requirements;
  if (first !== undefined) died(name, lab, first);
  const step = error instanceof Disagreement && named.at !== null ? (origins[named.at] ?? text) : text;
  return { error, step, named };
}
