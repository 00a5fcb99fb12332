/** What the doctor says of the capabilities that an adapter declares. */
import { belongsTo, CORE } from '../model/core/capability';
import type { AnyOutcome, Machine } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import type { Look } from '../model/core/owners';
import { INSIGHT } from '../model/core/owners';
import type { Offer } from '../subjects/subject';

/** What an adapter gave for an operation: an outcome, or a refusal that it is free to give. */
export type Answer = AnyOutcome | Misuse | Unsupported;

export interface Tried {
  /** What was asked, and what the reference model says. */
  readonly look: Look;
  /** Unsupported where it is of the core and left to be written. */
  readonly answer: Answer;
}

/** For core and for each declared capability how many of its operations were answered. */
export function summary(machine: Machine, offer: Offer, tried: readonly Tried[]): readonly string[] {
  const name = `${offer.machine}/${offer.profile}`;
  return [CORE, ...offer.capabilities].map((capability) => {
    const mine = tried.filter(({ look }) => belongsTo(machine.operations, look.op, capability));
    if (mine.length === 0)
      return `ok    ${name}: ${capability} ${NO_OPERATION[capability] ?? BY_CONFIGURATION}`;
    const refused = mine.filter(({ answer }) => answer instanceof Misuse).length;
    const left = mine.filter(({ answer }) => answer instanceof Unsupported).length;
    const rest = [
      ...(refused > 0 ? [`${refused} refused as misuse`] : []),
      ...(left > 0 ? [`${left} left to be written`] : []),
    ];
    return `ok    ${name}: ${[`${capability}: ${mine.length - refused - left} outcomes`, ...rest].join(', ')}`;
  });
}

const BY_CONFIGURATION = 'has no operation of its own: configurations ask for it';
const NO_OPERATION: Readonly<Record<string, string>> = {
  [CORE]: 'is to be reset and inspected, and no operation',
  [INSIGHT]: 'has no operation of its own: it is more that is shown',
};
