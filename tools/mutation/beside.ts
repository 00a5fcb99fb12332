/** A subject with another beside it that has no mistake, which notes whether anything at all that the two say differs. */
import { describeDifference } from '../../model/core/compare';
import { inspectionDifferences, outcomeDifferences } from '../../model/core/compare-fields';
import type { AnyOp, AnyOutcome } from '../../model/core/machine';
import { Misuse, Unsupported } from '../../model/core/machine';
import type { Fields } from '../../model/core/owners';
import type { Description, Offer, Subject } from '../../subjects/subject';

export class Beside implements Subject {
  /** The first difference, whoever speaks of its field; null where there was none. */
  difference: string | null = null;

  constructor(
    private readonly subject: Subject,
    private readonly right: Subject,
    private readonly fields: Fields,
  ) {}

  get description(): Description {
    return this.subject.description;
  }

  async reset(offer: Offer, config: object): Promise<void> {
    await Promise.all([this.right.reset(offer, config), this.subject.reset(offer, config)]);
  }

  /** Both are asked before either has answered: another operation may be asked for meanwhile. */
  async step(op: AnyOp): Promise<AnyOutcome> {
    const [expected, outcome] = await Promise.all([this.expected(op), this.subject.step(op)]);
    if (expected) this.note(() => outcomeDifferences(this.fields, expected, outcome).map(describeDifference));
    return outcome;
  }

  /** Null where it refuses. */
  private async expected(op: AnyOp): Promise<AnyOutcome | null> {
    try {
      return await this.right.step(op);
    } catch (error) {
      if (error instanceof Misuse || error instanceof Unsupported) return null;
      throw error;
    }
  }

  async inspect(): Promise<object> {
    const [expected, state] = await Promise.all([this.right.inspect(), this.subject.inspect()]);
    this.note(() => inspectionDifferences(this.fields, expected, state).map(describeDifference));
    return state;
  }

  private note(found: () => readonly string[]): void {
    this.difference ??= found()[0] ?? null;
  }

  async close(): Promise<void> {
    await this.subject.close();
  }
}
