/** A line of the benchmark's table. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  /** What the figure is meant to be, or why there is none. */
  readonly goal: string;
  readonly met: boolean;
}
