/** A subject with the reference beside it, which notes whether anything at all that the two say differs. */
import type { Difference } from '../../model/core/compare';
import { describeDifference } from '../../model/core/compare';
import { inspectionDifferences, outcomeDifferences } from '../../model/core/compare-fields';
import type { AnyOp, AnyOutcome, Model } from '../../model/core/machine';
import { Misuse } from '../../model/core/machine';
import type { Fields } from '../../model/core/owners';
import { isInsight } from '../../model/core/owners';
import { withoutInsight } from '../../model/core/ruling';
import type { Description, Offer, Subject } from '../../subjects/subject';

export class Beside implements Subject {
  /** The first difference, whoever speaks of its field; null where there was none. */
  difference: string | null = null;
  private state: unknown = null;

  /** @param insight whether the subject shows what only a model or a debugger can see: else that is not compared */
  constructor(
    private readonly subject: Subject,
    private readonly reference: Model,
    private readonly fields: Fields,
    private readonly insight: boolean,
  ) {}

  get description(): Description {
    return this.subject.description;
  }

  async reset(offer: Offer, config: object): Promise<void> {
    this.state = this.reference.initial(config);
    await this.subject.reset(offer, config);
  }

  /** The reference's step is made before the subject has answered: another may be asked for meanwhile. */
  async step(op: AnyOp): Promise<AnyOutcome> {
    const expected = this.expected(op);
    const outcome = await this.subject.step(op);
    if (expected) this.note(() => outcomeDifferences(this.fields, this.seen(expected), this.seen(outcome)));
    return outcome;
  }

  private seen(outcome: AnyOutcome): AnyOutcome {
    return this.insight ? outcome : withoutInsight(this.fields, outcome);
  }

  private expected(op: AnyOp): AnyOutcome | null {
    try {
      const { state, outcome } = this.reference.step(this.state, op);
      this.state = state;
      return outcome;
    } catch (error) {
      if (error instanceof Misuse) return null;
      throw error;
    }
  }

  async inspect(): Promise<object> {
    const expected = this.reference.inspect(this.state);
    const state = await this.subject.inspect();
    this.note(() =>
      inspectionDifferences(this.fields, expected, state).filter(
        ({ field = '' }) => this.insight || !isInsight(this.fields, field),
      ),
    );
    return state;
  }

  private note(found: () => readonly Difference[]): void {
    if (this.difference !== null) return;
    const [first] = found();
    if (first) this.difference = describeDifference(first);
  }

  async close(): Promise<void> {
    await this.subject.close();
  }
}
