/** Sequences of operations: drawn afresh from the machine's questions, or grown from one that reached something new. */
import * as fc from 'fast-check';
import type { AnyOp } from '../model/core/machine';
import type { Questions } from './questions';
import type { Random } from './random';
import { varied } from './vary';

/** A fresh instance and what is asked of it. */
export interface Sequence {
  readonly config: object;
  readonly ops: readonly AnyOp[];
}

/** What sequences are put together from. */
export interface Pool {
  readonly configs: readonly object[];
  /** Each an operation, or a few that belong together. */
  readonly groups: readonly (readonly AnyOp[])[];
}

/** Groups and configurations of a pool: drawing them costs more than using them. */
const GROUPS = 1500;
const CONFIGS = 60;

/** Groups of a fresh sequence, and of what one is grown by. */
const FEWEST = 5;
const MOST = 40;

/** A pool for a profile; another seed gives another one. */
export function poolOf(asks: Questions, profile: string, seed: number): Pool {
  const groups = fc.sample(asks.operations(profile), { seed, numRuns: GROUPS });
  return {
    configs: fc.sample(asks.config, { seed, numRuns: CONFIGS }),
    groups: groups.map((group) => (Array.isArray(group) ? group : [group]) as readonly AnyOp[]),
  };
}

/** A sequence that knows nothing of those before it. Half of them begin with the machine's opening. */
export function fresh(random: Random, { configs, groups }: Pool, { opening }: Questions): Sequence {
  const ops = random.oneIn(2) ? [...(opening as readonly AnyOp[])] : [];
  for (let left = FEWEST + random.below(MOST - FEWEST + 1); left > 0; left -= 1)
    ops.push(...(random.pick(groups) ?? []));
  return { config: random.pick(configs) ?? {}, ops };
}

/**
 * A sequence grown from `parent`: its tail is exchanged, operations are left out, doubled, put in or changed, or it
 * goes on as `other` does. Values of other operations come in where values are changed.
 * @param fits whether an operation is one of the machine's
 */
export function grown(
  random: Random,
  pool: Pool,
  parent: Sequence,
  other: Sequence,
  fits: (op: AnyOp) => boolean,
): Sequence {
  const ops = [...parent.ops];
  if (random.oneIn(4))
    for (let times = 1 + random.below(4); times > 0; times -= 1) mutate(random, pool, ops, other, fits);
  else if (random.oneIn(2)) {
    const at = Math.max(0, ops.length - 1 - random.below(3));
    const op = ops[at];
    if (op) ops[at] = varied(random, op, random.pick(ops) ?? op, fits);
  }
  for (let more = 1 + random.below(20); more > 0; more -= 1) ops.push(...(random.pick(pool.groups) ?? []));
  return { config: random.oneIn(16) ? (random.pick(pool.configs) ?? parent.config) : parent.config, ops };
}

function mutate(
  random: Random,
  { groups }: Pool,
  ops: AnyOp[],
  other: Sequence,
  fits: (op: AnyOp) => boolean,
): void {
  const at = random.below(ops.length + 1);
  const group = random.pick(groups) ?? [];
  switch (random.below(7)) {
    case 0:
      ops.splice(at, 1 + random.below(4));
      return;
    case 1:
      ops.splice(at, 0, ...ops.slice(at, at + 1 + random.below(3)));
      return;
    case 2:
      ops.splice(at, ops.length, ...other.ops.slice(random.below(other.ops.length + 1)).slice(0, MOST));
      return;
    case 3:
    case 4: {
      const op = ops[at];
      if (op) ops[at] = varied(random, op, random.pick(ops) ?? op, fits);
      return;
    }
    default:
      ops.splice(at, 0, ...group);
      for (let more = random.below(4); more > 0; more -= 1) ops.push(...(random.pick(groups) ?? []));
  }
  if (ops.length > 4 * MOST) ops.length = 4 * MOST;
}
