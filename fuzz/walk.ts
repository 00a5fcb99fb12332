/** A sequence on the reference: what of it makes sense there, and what it reaches. */
import type { AnyOp, Model } from '../model/core/machine';
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

/** What the reference saw of an operation, with what that came to: see `kindOf`; 0 for the reset. */
export interface Taken extends Look {
  readonly kind: number;
}

export interface Walked extends Sequence {
  /** The reset first, then each of the operations. */
  readonly taken: readonly Taken[];
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
  const kept = place ? place.ops.slice() : [];
  const taken = place ? place.taken.slice() : [{ ...firstLook(model.initial(config)), kind: 0 }];
  let { after: state, kind } = taken.at(-1) as Taken;
  for (const op of ops) {
    if (choosing && !choosing.isLikely(op, kind)) continue;
    if (isStrict && unsaid) {
      const now = state;
      if (unsaid(op, config, () => model.inspect(now))) continue;
    }
    try {
      const { state: after, outcome } = model.step(state, op);
      const next = kindOf(op, outcome);
      choosing?.learn(op, kind, true);
      kept.push(op);
      taken.push({ op, before: state, after, outcome, kind: next });
      state = after;
      kind = next;
    } catch (error) {
      if (!(error instanceof Misuse || error instanceof Unsupported)) throw error;
      choosing?.learn(op, kind, false);
    }
  }
  return { config, ops: kept, taken, from: place?.ops.length ?? 0 };
}

/** As far as so many of its operations. */
export function upTo(length: number, walked: Walked): Walked {
  const { config, ops, taken, from } = walked;
  if (length >= ops.length) return walked;
  return {
    config,
    ops: ops.slice(0, length),
    taken: taken.slice(0, length + 1),
    from: Math.min(from, length),
  };
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
