/** A sequence on the reference: what of it makes sense there, and what it reaches. */
import type { AnyOp, AnyOutcome, Model } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { firstLook } from '../model/core/naming';
import type { Look } from '../model/core/owners';
import { eventName } from '../model/core/owners';
import type { Questions } from './questions';
import type { Sequence } from './sequence';

export interface Walker {
  readonly model: Model;
  readonly asks: Questions;
  /** Whether the subject has what an operation asks for. */
  readonly has: (op: AnyOp) => boolean;
  /** Whether two readers of the specification may differ: asked where a subject is compared. */
  readonly isStrict: boolean;
}

export interface Walked extends Sequence {
  /** What each operation came to, in the order of the operations. */
  readonly kinds: readonly string[];
}

/**
 * The operations that the reference carries out, each as the machine of the configuration has it, with the kind of
 * what each came to. Those that make no sense in their place, or ask for what is not there, are left out.
 */
export function walk(walker: Walker, sequence: Sequence): Walked {
  return untraced(() => walked(walker, sequence));
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

function walked({ model, asks, has, isStrict }: Walker, { config, ops }: Sequence): Walked {
  let state = model.initial(config);
  const kept: AnyOp[] = [];
  const kinds: string[] = [];
  const { placed, unsaid } = asks;
  for (const made of ops) {
    const op = placed ? (placed(made, config) as AnyOp) : made;
    if (!has(op)) continue;
    if (isStrict && unsaid?.(op, config, model.inspect(state))) continue;
    try {
      const stepped = model.step(state, op);
      state = stepped.state;
      kept.push(op);
      kinds.push(kindOf(op, stepped.outcome));
    } catch (error) {
      if (!(error instanceof Misuse || error instanceof Unsupported)) throw error;
    }
  }
  return { config, ops: kept, kinds };
}

/** An operation's name, its fate, and which events it had: `wrmsr ok SYNDBG`, `set_msrs EINVAL`. */
function kindOf({ op }: AnyOp, outcome: AnyOutcome): string {
  const { error, fault } = outcome as { readonly error?: string; readonly fault?: string };
  let kind = `${op} ${error ?? fault ?? outcome.outcome}`;
  for (const event of outcome.events ?? []) kind += ` ${eventName(event)}`;
  return kind;
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
