/** Sequences of operations: drawn afresh from the machine's questions, or what comes after a place. */
import type { AnyOp } from '../model/core/machine';
import type { Stock } from './pool';
import type { Random } from './random';

/** A fresh instance and what is asked of it. */
export interface Sequence {
  readonly config: object;
  readonly ops: readonly AnyOp[];
}

/** Groups of a fresh sequence. */
const FEWEST = 5;
const MOST = 40;
/** Most groups that come after a place: more would leave what is rare about it. */
const MORE = 4;

/** Operations that know nothing of those before them. Half of them begin with the machine's opening. */
export function fresh(random: Random, { opening, groups }: Stock): readonly AnyOp[] {
  const ops = random.oneIn(2) ? [...opening] : [];
  return append(ops, FEWEST + random.below(MOST - FEWEST + 1), groups, random);
}

/** What comes after a place: a few groups more. */
export function further(random: Random, { groups }: Stock): readonly AnyOp[] {
  return append([], 1 + random.below(MORE), groups, random);
}

/** What is put in the place of an operation: another one of its name, and no more than a few groups after it. */
export function instead(random: Random, { groups, by }: Stock, { op }: AnyOp): readonly AnyOp[] {
  const first = append([], 1, by.get(op) ?? groups, random);
  return append([...first], random.below(MORE), groups, random);
}

function append(ops: AnyOp[], count: number, groups: Stock['groups'], random: Random): readonly AnyOp[] {
  for (let left = count; left > 0; left -= 1) for (const op of random.pick(groups) ?? []) ops.push(op);
  return ops;
}
