/** What the runs of a property have reached. */

/** Counts what the runs reached: a property that never saw both an allow and a refusal has shown nothing. */
export class Seen {
  private readonly counts = new Map<string, number>();

  note(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** Counts what another has counted, too. */
  add({ counts }: Seen): void {
    for (const [kind, count] of counts) this.counts.set(kind, (this.counts.get(kind) ?? 0) + count);
  }

  missing(kinds: readonly string[]): readonly string[] {
    return kinds.filter((kind) => !this.counts.has(kind));
  }

  toString(): string {
    return [...this.counts].map(([kind, count]) => `${kind} ${count}`).join(', ') || 'nothing';
  }
}
