/** A sequence on the reference: what of it makes sense there, and what it reaches. */
import type { AnyOp, AnyOutcome, Model } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { firstLook } from '../model/core/naming';
import type { Look } from '../model/core/owners';
import { kindOf } from './kinds';
import type { Questions } from './questions';
import type { Sequence } from './sequence';

export interface Walker {
  readonly model: Model;
  readonly asks: Questions;
  /** Whether two readers of the specification may differ: asked where a subject is compared. */
  readonly isStrict: boolean;
}

export interface Walked extends Sequence {
  /** What each operation came to, in the order of the operations: see `kindOf`. */
  readonly kinds: readonly number[];
  readonly outcomes: readonly AnyOutcome[];
  /** The reference's at first and after each operation: one more than there are operations. States never change. */
  readonly states: readonly unknown[];
  /** How many of the operations were there before: those of the place that it goes on from. */
  readonly from: number;
}

/** What chooses among operations, and learns from them. */
export interface Choosing {
  /** @param kind what the operation before it came to, 0 at the start */
  readonly isLikely: (op: AnyOp, kind: number) => boolean;
  readonly learn: (op: AnyOp, kind: number, madeSense: boolean) => void;
}

/**
 * The operations that the reference carries out, with the kind of what each came to. Those that make no sense in their
 * place are left out.
 * @param place what has been walked before, of the same configuration: it goes on from there, without doing it again
 */
export function walk(walker: Walker, sequence: Sequence, place?: Walked, choosing?: Choosing): Walked {
  return untraced(() => walked(walker, sequence, place, choosing));
}

/** Where an error comes from costs more than the operation that it ends, and nobody asks. */
function untraced<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function walked(
  { model, asks: { unsaid }, isStrict }: Walker,
  { config, ops }: Sequence,
  place: Walked | undefined,
  choosing: Choosing | undefined,
): Walked {
  const states = place ? [...place.states] : [model.initial(config)];
  const kept = place ? [...place.ops] : [];
  const kinds = place ? [...place.kinds] : [];
  const outcomes = place ? [...place.outcomes] : [];
  let state = states[states.length - 1];
  let kind = kinds[kinds.length - 1] ?? 0;
  for (const op of ops) {
    if (choosing && !choosing.isLikely(op, kind)) continue;
    if (isStrict && unsaid) {
      const now = state;
      if (unsaid(op, config, () => model.inspect(now))) continue;
    }
    try {
      const stepped = model.step(state, op);
      const next = kindOf(op, stepped.outcome);
      choosing?.learn(op, kind, true);
      state = stepped.state;
      kind = next;
      kept.push(op);
      kinds.push(next);
      outcomes.push(stepped.outcome);
      states.push(state);
    } catch (error) {
      if (!(error instanceof Misuse || error instanceof Unsupported)) throw error;
      choosing?.learn(op, kind, false);
    }
  }
  return { config, ops: kept, kinds, outcomes, states, from: place?.ops.length ?? 0 };
}

/** As far as so many of its operations. */
export function upTo(length: number, { config, ops, kinds, outcomes, states, from }: Walked): Walked {
  return {
    config,
    ops: ops.slice(0, length),
    kinds: kinds.slice(0, length),
    outcomes: outcomes.slice(0, length),
    states: states.slice(0, length + 1),
    from: Math.min(from, length),
  };
}

/** What the reference saw of what was walked, the reset first. */
export function looksAlong({ ops, outcomes, states }: Walked): readonly Look[] {
  return [
    firstLook(states[0]),
    ...ops.map((op, i) => ({
      op,
      before: states[i],
      after: states[i + 1],
      outcome: outcomes[i] as AnyOutcome,
    })),
  ];
}

/** What the reference sees of a sequence, the reset first. What makes no sense to it is left out. */
export function looksOf(model: Model, sequence: Sequence): Look[] {
  return untraced(() => lookedAt(model, sequence));
}

function lookedAt(model: Model, { config, ops }: Sequence): Look[] {
  const looks: Look[] = [firstLook(model.initial(config))];
  for (const op of ops) {
    const { after: before } = looks.at(-1) as Look;
    try {
      const { state: after, outcome } = model.step(before, op);
      looks.push({ op, before, after, outcome });
    } catch (error) {
      if (!(error instanceof Misuse)) throw error;
    }
  }
  return looks;
}
