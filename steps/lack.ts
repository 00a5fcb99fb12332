/** How a case ends whose operation the subject says it lacks. */
import type { AnyOp, Machine, Unsupported } from '../model/core/machine';
import { excuseOf } from '../subjects/excuse';
import type { Offer } from '../subjects/subject';
import { Inapplicable, Untestable } from './fate';

/** Inapplicable where the lack is excused; else the subject breaks its word. */
export function lackOf(
  machine: Machine,
  offer: Offer,
  op: AnyOp,
  refusal: Unsupported,
): Inapplicable | Untestable {
  const { excused, why } = excuseOf(machine, offer, op, refusal);
  return excused ? new Inapplicable(why, [refusal.capability]) : new Untestable(why);
}
