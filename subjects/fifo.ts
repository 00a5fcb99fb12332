/** Requests that wait for their replies, in order, with one timer that watches the oldest. */

/** What tells the time, in milliseconds, and calls back when some have passed; the return value calls it off. */
export interface Clock {
  now(): number;
  after(ms: number, call: () => void): () => void;
}

const REAL: Clock = {
  now: () => performance.now(),
  after: (ms, call) => {
    // Replies may lie in the pipe if we were busy ourselves: they are read first.
    const timer = setTimeout(() => setImmediate(call), ms).unref();
    return () => clearTimeout(timer);
  },
};

/** First in, first out, in constant time; `onOverdue` is called when the oldest has waited too long. */
export class Fifo<T> {
  private items: T[] = [];
  private first = 0;
  private since = 0;
  private callOff: (() => void) | null = null;
  private due = 0;

  /** `patience` gives the milliseconds that the oldest item may wait, from when it became the oldest. */
  constructor(
    private readonly patience: () => number,
    private readonly onOverdue: (oldest: T, ms: number) => void,
    private readonly clock: Clock = REAL,
  ) {}

  get oldest(): T | undefined {
    return this.items[this.first];
  }

  push(item: T): void {
    if (this.first === this.items.length) this.since = this.clock.now();
    this.items.push(item);
    this.watch();
  }

  /** Removes the oldest item; the wait of the next one begins. */
  shift(): void {
    this.since = this.clock.now();
    this.first += 1;
    if (this.first < 4096 && this.first < this.items.length) return;
    this.items = this.items.slice(this.first);
    this.first = 0;
  }

  /** Removes and returns all; nothing is watched any more. */
  drain(): readonly T[] {
    this.callOff?.();
    const rest = this.items.slice(this.first);
    this.items = [];
    this.first = 0;
    return rest;
  }

  private watch(): void {
    const due = this.since + this.patience();
    if (this.callOff && due >= this.due) return;
    this.callOff?.();
    this.due = due;
    this.callOff = this.clock.after(Math.max(1, due - this.clock.now()), () => {
      this.callOff = null;
      this.look();
    });
  }

  private look(): void {
    const { oldest } = this;
    if (oldest === undefined) return;
    const patience = this.patience();
    if (this.clock.now() - this.since >= patience) this.onOverdue(oldest, patience);
    else this.watch();
  }
}
