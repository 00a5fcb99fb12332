/** What the reference saw of a case: its operations, what they show, and what differed without being a failure. */
import { describeDifference } from '../model/core/compare';
import type { AnyOutcome } from '../model/core/machine';
import { firstLook } from '../model/core/naming';
import type { Look } from '../model/core/owners';
import type { Court, Ruled } from '../model/core/ruling';
import { ruledOutcome } from '../model/core/ruling';
import { shows } from '../model/core/showing';

/** Notes that a case keeps. */
const MAX_NOTES = 20;

export class Watch {
  /** What differed in fields that nobody speaks of, or only as seen. */
  readonly notes = new Set<string>();
  /** Requirements of what kernels were seen to do, from which the subject differs. */
  readonly unlike = new Set<string>();
  /** The operations since the reset, the reset first. */
  private looks: Look[] = [];
  /** How many of them had happened when the state was last looked at. */
  private inspected = 0;
  private readonly shown = new Set<string>();

  /** @param requirements those of the case: of others nobody asks whether they are shown */
  constructor(
    private readonly court: Court,
    private readonly requirements: readonly string[],
  ) {}

  /** A new run: what the last one has shown is kept. */
  start(state: unknown): void {
    this.shows();
    this.looks = [firstLook(state)];
    this.inspected = 0;
  }

  add(look: Look): void {
    this.looks.push(look);
  }

  /** Whether nothing more is to be found out of what a run shows: a model's operations need not be kept then. */
  get isDone(): boolean {
    return this.shown.size === this.requirements.length;
  }

  /** Somebody looks at the state as it is now. */
  inspect(): void {
    this.inspected = this.looks.length;
  }

  /** Whether the runs so far have shown the requirement. */
  hasShown(id: string): boolean {
    if (this.shown.has(id)) return true;
    const { fields, insight } = this.court;
    const found = shows(fields, id, this.looks, this.inspected, insight);
    if (found) this.shown.add(id);
    return found;
  }

  /** The requirements that the runs so far have shown. */
  shows(): readonly string[] {
    return this.requirements.filter((id) => this.hasShown(id));
  }

  /** What a run has shown that is not done again. */
  recall(shown: readonly string[]): void {
    for (const id of shown) this.shown.add(id);
  }

  /** How the subject's outcome of the last operation differs from the reference's. */
  differences(outcome: AnyOutcome): readonly Ruled[] {
    const look = this.looks.at(-1);
    return look ? ruledOutcome(this.court, look, this.looks.slice(0, -1), outcome) : [];
  }

  /** Keeps a difference that is no failure. */
  note(difference: Ruled): void {
    const { owners, open } = difference;
    for (const id of owners) this.unlike.add(id);
    const why =
      owners.length > 0
        ? `unlike what was seen: ${owners.join(', ')}`
        : `open: ${open ?? 'not in the table'}`;
    if (this.notes.size < MAX_NOTES) this.notes.add(`${describeDifference(difference)} [${why}]`);
  }
}
