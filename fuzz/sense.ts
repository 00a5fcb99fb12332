/** Which operations make sense after what, learned by trying: most of what makes none is passed over. */
import type { Random } from './random';
import type { Choosing } from './walk';

/** So much more often it made no sense, and it is passed over. */
const ENOUGH = 12;
/** What once made sense weighs as much as so many times that it made none. */
const WORTH = 16;
/** Passed over, but for one in so many: it may make sense in another state. */
const CHANCE = 16;

export class Sense {
  /** By the operation's name, and by what came before it. */
  private readonly balances = new Map<string, number[]>();

  choosing(random: Random): Choosing {
    return {
      isLikely: ({ op }, kind) => (this.balances.get(op)?.[kind] ?? 0) < ENOUGH || random.oneIn(CHANCE),
      learn: ({ op }, kind, madeSense) => {
        const balance = this.balances.get(op) ?? [];
        this.balances.set(op, balance);
        const now = (balance[kind] ?? 0) + (madeSense ? -WORTH : 1);
        balance[kind] = Math.max(-ENOUGH * WORTH, Math.min(2 * ENOUGH, now));
      },
    };
  }
}
