/** How a case ends whose operation the subject says it lacks. */
import type { AnyOp, Machine, Unsupported } from '../model/core/machine';
import { lackOf } from '../subjects/lack';
import type { Offer } from '../subjects/subject';
import { Inapplicable, Untestable } from './fate';

/** Inapplicable where the lack is excused; else the subject breaks its word. */
export function fateOf(
  machine: Machine,
  offer: Offer,
  op: AnyOp,
  refusal: Unsupported,
): Inapplicable | Untestable {
  const { excused, why } = lackOf(machine, offer, op, refusal);
  return excused ? new Inapplicable(why) : new Untestable(why);
}
