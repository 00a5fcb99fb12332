/** Wraps of a machine's step that are about operations of some names: where the mistake is in what these do. */
import type { AnyEvent, AnyOp, AnyOutcome } from './machine';
import type { Wrap } from './mistake';
import { wrapsOf } from './mistake';

type OpOf<Op extends AnyOp, N extends string> = Extract<Op, { readonly op: N }>;
type EventOf<O extends AnyOutcome> = NonNullable<O['events']>[number];

/** Each takes the names of the operations that go wrong; all others are carried out as they should be. */
export interface OpWraps<S, Op extends AnyOp, O extends AnyOutcome> {
  /** They leave parts of the state wrong. */
  readonly leaving: <N extends Op['op']>(
    names: readonly N[],
    wrong: (after: S, before: S, op: OpOf<Op, N>) => Partial<S>,
  ) => Wrap<S>;
  /** They are judged by another state than there is; what they were shown wrong is afterwards as it was. */
  readonly believing: <N extends Op['op']>(
    names: readonly N[],
    shown: (state: S, op: OpOf<Op, N>) => Partial<S>,
  ) => Wrap<S>;
  /** They are taken for others. */
  readonly takenFor: <N extends Op['op']>(
    names: readonly N[],
    other: (op: OpOf<Op, N>, state: S) => Op,
  ) => Wrap<S>;
  /** They have another outcome. */
  readonly answering: <N extends Op['op']>(
    names: readonly N[],
    wrong: (right: O, op: OpOf<Op, N>, before: S, after: S) => O,
  ) => Wrap<S>;
  /** They have other events. */
  readonly telling: <N extends Op['op']>(
    names: readonly N[],
    wrong: (right: readonly EventOf<O>[], op: OpOf<Op, N>, before: S, after: S) => readonly AnyEvent[],
  ) => Wrap<S>;
  /** Where the test holds they do nothing but to answer so. */
  readonly refusing: <N extends Op['op']>(
    names: readonly N[],
    test: (op: OpOf<Op, N>, state: S) => boolean,
    outcome: O,
  ) => Wrap<S>;
}

/** The wraps of a machine whose states, operations and outcomes are of these types. */
export function opWrapsOf<S, Op extends AnyOp, O extends AnyOutcome>(): OpWraps<S, Op, O> {
  const { stepping } = wrapsOf<S, Op, O>();
  const isOf = <N extends Op['op']>(names: readonly N[], op: Op): op is OpOf<Op, N> =>
    (names as readonly string[]).includes(op.op);
  const answering: OpWraps<S, Op, O>['answering'] = (names, wrong) =>
    stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      return { state, outcome: isOf(names, op) ? wrong(outcome, op, before, state) : outcome };
    });
  return {
    leaving: (names, wrong) =>
      stepping((step, before, op) => {
        const { state, outcome } = step(before, op);
        return { state: isOf(names, op) ? { ...state, ...wrong(state, before, op) } : state, outcome };
      }),
    believing: (names, shown) =>
      stepping((step, before, op) => {
        if (!isOf(names, op)) return step(before, op);
        const wrong = shown(before, op);
        const { state, outcome } = step({ ...before, ...wrong }, op);
        const back = Object.fromEntries(Object.keys(wrong).map((name) => [name, before[name as keyof S]]));
        return { state: { ...state, ...back }, outcome };
      }),
    takenFor: (names, other) =>
      stepping((step, state, op) => step(state, isOf(names, op) ? other(op, state) : op)),
    answering,
    telling: (names, wrong) =>
      answering(names, (right, op, before, after) => {
        const told = wrong(right.events ?? [], op, before, after);
        return told.length === 0 && right.events === undefined ? right : { ...right, events: told };
      }),
    refusing: (names, test, outcome) =>
      stepping((step, state, op) =>
        isOf(names, op) && test(op, state) ? { state, outcome } : step(state, op),
      ),
  };
}
