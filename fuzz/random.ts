/** Random numbers that a seed gives again: splitmix32 (a Weyl sequence through a mixer), fast and good enough to choose by. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** 32 bits, as a number from 0. */
  next(): number {
    this.state = (this.state + 0x9e37_79b9) | 0;
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x21f0_aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a_2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  /** A whole number from 0 to `count` - 1; `count` is at least 1. */
  below(count: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * count);
  }

  /** One of the items, or undefined where there are none. */
  pick<T>(items: readonly T[]): T | undefined {
    return items.length === 0 ? undefined : items[this.below(items.length)];
  }

  /** True once in `n` times on average. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }
}

/** A seed of its own for each number under a seed: neighbours share nothing. */
export function seedOf(seed: number, number: number): number {
  return new Random(seed ^ Math.imul(number + 1, 0x85eb_ca6b)).next() | 0;
}
