/** What a reproducer has to say: the difference that the failure is named by, and what the reference comes to. */
import type { AnyOp, AnyOutcome } from '../model/core/machine';
import { Misuse } from '../model/core/machine';
import type { Named } from '../model/core/naming';
import type { Ruled } from '../model/core/ruling';
import { hasInsight, withoutInsight } from '../model/core/ruling';
import type { Lab } from './lab';

/** `S` is what the machine's inspection shows. */
export interface Expected<S> {
  readonly outcome: AnyOutcome;
  readonly state: S;
}

/** The difference whose owners stand first among the requirements that are named; undefined where nothing differs. */
export function tellingOf({ differences, requirements }: Named): Ruled | undefined {
  const rank = ({ owners }: Ruled): number => Math.min(...owners.map((id) => requirements.indexOf(id)));
  return [...differences].sort((a, b) => rank(a) - rank(b))[0];
}

/** What the reference comes to, as far as the subject shows such; null where the last operation makes no sense to it. */
export function expectedAfter<S>(lab: Lab, config: object, ops: readonly AnyOp[]): Expected<S> | null {
  const { reference, machine, offer } = lab.options;
  const isWhole = hasInsight(machine.fields, offer.capabilities);
  let state = reference.initial(config);
  let outcome: AnyOutcome = { outcome: 'ok' };
  try {
    for (const op of ops) ({ state, outcome } = reference.step(state, op));
    if (!isWhole) outcome = withoutInsight(machine.fields, outcome);
    return { outcome, state: reference.inspect(state) as S };
  } catch (error) {
    if (error instanceof Misuse) return null;
    throw error;
  }
}

/** Of each operation whether it succeeds on the reference; from the first on that makes no sense there, none does. */
export function successes(lab: Lab, config: object, ops: readonly AnyOp[]): readonly boolean[] {
  const { reference } = lab.options;
  const found = ops.map(() => false);
  let state = reference.initial(config);
  try {
    for (const [i, op] of ops.entries()) {
      const stepped = reference.step(state, op);
      state = stepped.state;
      found[i] = stepped.outcome.outcome === 'ok';
    }
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
  }
  return found;
}
