/** Cases as they were bound to their steps, for those who want to run them again on subjects of their own. */
import type { Model } from '../model/core/machine';
import type { Case } from '../reports/case';
import type { Offer, Subject } from '../subjects/subject';
import type { Awaitable } from './awaitable';
import type { Lab } from './lab';

/** A case in one profile, with one combination of choices. */
export interface Bound {
  readonly case: Case;
  /** The reference's. */
  readonly offer: Offer;
  /**
   * A lab for a subject. `shadow` runs beside it; null: the scenario's words alone judge.
   * @param offer what the subject offers of the machine and profile
   */
  lab(offer: Offer, subject: Subject, shadow: Model | null): Lab;
  /** Leads a lab through all steps. @throws what the first that fails throws */
  play(lab: Lab): Awaitable<void>;
}

let sink: ((bound: Bound) => void) | null = null;

/** From now on each case is told; null: no longer. */
export function boundTo(taker: ((bound: Bound) => void) | null): void {
  sink = taker;
}

/** Tells of a case, where somebody listens. */
export function bound(of: Bound): void {
  sink?.(of);
}
