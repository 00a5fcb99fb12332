/** Requests that wait for their replies, in order, with one timer that watches the oldest. */

/** First in, first out, in constant time; `onOverdue` is called when the oldest has waited too long. */
export class Fifo<T> {
  private items: T[] = [];
  private first = 0;
  private since = 0;
  private timer: NodeJS.Timeout | null = null;
  private due = 0;

  /** `patience` gives the milliseconds that the oldest item may wait, from when it became the oldest. */
  constructor(
    private readonly patience: () => number,
    private readonly onOverdue: (oldest: T, ms: number) => void,
  ) {}

  get oldest(): T | undefined {
    return this.items[this.first];
  }

  push(item: T): void {
    if (this.first === this.items.length) this.since = performance.now();
    this.items.push(item);
    this.watch();
  }

  /** Removes the oldest item; the wait of the next one begins. */
  shift(): void {
    this.since = performance.now();
    this.first += 1;
    if (this.first < 4096 && this.first < this.items.length) return;
    this.items = this.items.slice(this.first);
    this.first = 0;
  }

  /** Removes and returns all; nothing is watched any more. */
  drain(): readonly T[] {
    if (this.timer) clearTimeout(this.timer);
    const rest = this.items.slice(this.first);
    this.items = [];
    this.first = 0;
    return rest;
  }

  private watch(): void {
    const due = this.since + this.patience();
    if (this.timer && due >= this.due) return;
    if (this.timer) clearTimeout(this.timer);
    this.due = due;
    const look = (): void => {
      this.timer = null;
      // Replies may lie in the pipe if we were busy ourselves: they are read first.
      setImmediate(() => this.look());
    };
    this.timer = setTimeout(look, Math.max(1, due - performance.now())).unref();
  }

  private look(): void {
    const { oldest } = this;
    if (oldest === undefined) return;
    const patience = this.patience();
    if (performance.now() - this.since >= patience) this.onOverdue(oldest, patience);
    else this.watch();
  }
}
