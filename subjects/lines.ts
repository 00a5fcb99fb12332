/** Cutting a stream of text into lines of bounded length. */

/** Takes chunks, gives lines (without their LF) in order. */
export class Lines {
  private rest = '';
  private stopped = false;

  /** `onLong` is called once, with the beginning of a line of more than `limit` characters; then no more is read. */
  constructor(
    private readonly limit: number,
    private readonly onLine: (line: string) => void,
    private readonly onLong: (beginning: string) => void,
  ) {}

  push(chunk: string): void {
    const text = this.rest + chunk;
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0 && !this.stopped; to = text.indexOf('\n', from)) {
      if (to - from > this.limit) return this.long(text.slice(from, from + 200));
      this.onLine(text.slice(from, to));
      from = to + 1;
    }
    this.rest = this.stopped ? '' : text.slice(from);
    if (this.rest.length > this.limit) this.long(this.rest.slice(0, 200));
  }

  /** What stands after the last LF. */
  get unfinished(): string {
    return this.rest;
  }

  /** No further line is given, also of those that were already read. */
  stop(): void {
    this.stopped = true;
    this.rest = '';
  }

  private long(beginning: string): void {
    this.stop();
    this.onLong(beginning);
  }
}
