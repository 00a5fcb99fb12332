/** Steps a model through a sequence of operations, and says after each what changed. Runs in a browser: nothing of Node. */
import type { Difference } from '../../model/core/compare';
import { describeDifference } from '../../model/core/compare';
import { inspectionDifferences } from '../../model/core/compare-fields';
import type { AnyOp, AnyOutcome, Choices, Machine, Model, Profile } from '../../model/core/machine';
import { completeChoices, Misuse, profileNamed, Unsupported } from '../../model/core/machine';
import type { Json } from '../../model/core/wire';
import { fromWire, toWire } from '../../model/core/wire';
import type { Layout } from '../../model/core/layout';
import { layoutIn, wordsFor } from '../../model/core/layout';
import { bitList, differingBits } from '../../model/core/u64';

/** What is stepped: a configuration, and operations in their JSON form. */
export interface Sequence {
  readonly config: unknown;
  readonly ops: readonly unknown[];
  /** For each operation what the scenario says of it; null where it was added. */
  readonly said: readonly (string | null)[];
  readonly choices: Choices;
}

export interface Change {
  /** As in `vms.0.registers.control`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** `bits 3, 0`; empty where it is no number. */
  readonly bits: string;
  /** The value after it in the words of the register, `E2H, TGE`; empty where there are none. */
  readonly words: string;
}

export interface Stepped {
  readonly op: Json;
  /** Null where the machine does not carry the operation out. */
  readonly outcome: Json;
  /** Why it does not. */
  readonly refusal: string | null;
  readonly changes: readonly Change[];
  readonly state: Json;
}

/** What a profile makes of a sequence: one entry for each operation; the state goes on after one that is refused. */
export function stepThrough(machine: Machine, profile: string, sequence: Sequence): readonly Stepped[] {
  const { fields, layouts = [] } = machine;
  const model = modelFor(machine, profile, sequence.choices);
  let state = model.initial(fromWire(sequence.config) as object);
  let seen = model.inspect(state);
  return sequence.ops.map((wire) => {
    const op = fromWire(wire) as AnyOp;
    let outcome: AnyOutcome | null = null;
    let refusal: string | null = null;
    try {
      ({ state, outcome } = model.step(state, op));
    } catch (error) {
      if (!(error instanceof Misuse || error instanceof Unsupported)) throw error;
      refusal = error.message;
    }
    const now = model.inspect(state);
    const changes = inspectionDifferences(fields, seen, now).map((one) => changeOf(one, layouts));
    seen = now;
    return { op: toWire(op), outcome: outcome && toWire(outcome), refusal, changes, state: toWire(now) };
  });
}

/** The state that a sequence begins with. */
export function beginning(machine: Machine, profile: string, { config, choices }: Sequence): Json {
  const model = modelFor(machine, profile, choices);
  return toWire(model.inspect(model.initial(fromWire(config) as object)));
}

/** The model of a profile, with those of the choices that it leaves open. @throws RangeError on a profile that there is not */
export function modelFor(machine: Machine, profile: string, choices: Choices): Model {
  const of = profileNamed(machine, profile);
  return of.model(completeChoices(of, known(of, choices)));
}

/** Of the choices made in one profile those that another one leaves open, too. */
export function known({ choices }: Profile, given: Choices): Choices {
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => choices[name]?.includes(value) ?? false),
  );
}

function changeOf({ path, expected, actual }: Difference, layouts: readonly Layout[]): Change {
  const numbers =
    typeof expected === 'bigint' && typeof actual === 'bigint' ? differingBits(expected, actual) : [];
  const layout = layoutIn(layouts, path.split('.').at(-1) ?? '');
  return {
    path,
    before: text(expected),
    after: text(actual),
    bits: numbers.length === 0 ? '' : bitList(numbers),
    words: layout && typeof actual === 'bigint' ? (wordsFor(layout, actual) ?? '') : '',
  };
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(toWire(value)).replace(/^"(.*)"$/, '$1');
}

/** In which operations two profiles do not do the same, and how: what of their outcomes and states differs. */
export function apart(a: readonly Stepped[], b: readonly Stepped[]): readonly (readonly string[])[] {
  return a.map((one, i) => {
    const other = b[i];
    if (!other) return [];
    if (one.refusal !== null || other.refusal !== null)
      return one.refusal === other.refusal ? [] : ['one profile carries it out, and the other does not'];
    const found = inspectionDifferences(
      { owners: [] },
      { outcome: fromWire(one.outcome), state: fromWire(one.state) },
      { outcome: fromWire(other.outcome), state: fromWire(other.state) },
    );
    return found.map(describeDifference);
  });
}
