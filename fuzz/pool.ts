/** What sequences are put together from: drawing it costs more than using it. */
import * as fc from 'fast-check';
import type { AnyOp } from '../model/core/machine';
import type { Questions } from './questions';
import type { Random } from './random';

/** Groups and configurations of a pool. */
const GROUPS = 1500;
const CONFIGS = 60;

/** An operation, or a few that belong together. */
export type Group = readonly AnyOp[];

/** What can be asked of machines of one configuration. */
export interface Stock {
  readonly opening: Group;
  readonly groups: readonly Group[];
  /** Those that begin with an operation of a name. */
  readonly by: ReadonlyMap<string, readonly Group[]>;
}

export class Pool {
  private readonly configs: readonly object[];
  private readonly drawn: readonly Group[];
  private readonly stocks = new Map<unknown, Stock>();

  /**
   * @param seed another one gives another pool
   * @param has whether the subject has what an operation, or a configuration as `reset`, asks for: the rest is left out
   */
  constructor(
    private readonly asks: Questions,
    profile: string,
    seed: number,
    private readonly has: (op: AnyOp) => boolean,
  ) {
    const groups = fc.sample(asks.operations(profile), { seed, numRuns: GROUPS });
    this.drawn = groups.map((group) => (Array.isArray(group) ? group : [group]) as Group);
    this.configs = fc
      .sample(asks.config, { seed, numRuns: CONFIGS })
      .filter((config) => has({ op: 'reset', ...config }));
  }

  /** Undefined where the subject can be configured in none of these ways. */
  config(random: Random): object | undefined {
    return random.pick(this.configs);
  }

  /** Each operation as the machine of the configuration has it; made once for all in which it is the same. */
  stock(config: object): Stock {
    const { placed, site } = this.asks;
    const key = site?.(config);
    const known = this.stocks.get(key);
    if (known) return known;
    const put = (group: readonly object[]): Group =>
      (group as Group).map((op) => (placed?.(op, config) ?? op) as AnyOp).filter(this.has);
    const groups = this.drawn.map(put).filter(({ length }) => length > 0);
    const stock = { opening: put(this.asks.opening), groups, by: byName(groups) };
    this.stocks.set(key, stock);
    return stock;
  }
}

function byName(groups: readonly Group[]): ReadonlyMap<string, readonly Group[]> {
  const found = new Map<string, Group[]>();
  for (const group of groups) {
    const name = group[0]?.op ?? '';
    const known = found.get(name);
    if (known) known.push(group);
    else found.set(name, [group]);
  }
  return found;
}
