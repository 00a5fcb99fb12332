/** What the doctor says of the capabilities when nothing is wrong. */
import { belongsTo } from '../model/core/capability';
import type { AnyOp, AnyOutcome, Machine } from '../model/core/machine';
import { Misuse, type Unsupported } from '../model/core/machine';
import type { Offer } from '../subjects/subject';

/** What an adapter gave for an operation: an outcome, or a refusal that it is free to give. */
export type Answer = AnyOutcome | Misuse | Unsupported;

export interface Tried {
  readonly op: AnyOp;
  readonly answer: Answer;
  /** What the reference model would have said. */
  readonly example: string;
}

/** For each capability how many of its operations were answered, and which capabilities are worth declaring. */
export function summary(machine: Machine, offer: Offer, tried: readonly Tried[]): readonly string[] {
  const name = `${offer.machine}/${offer.profile}`;
  const of = (capability: string): readonly Tried[] =>
    tried.filter(({ op }) => belongsTo(machine.operations, op, capability));
  const line = (capability: string): string => {
    const mine = of(capability);
    if (mine.length === 0)
      return `ok    ${name}: ${capability} has no operation of its own: configurations ask for it`;
    const outcomes = mine.filter(({ answer }) => !(answer instanceof Error)).length;
    const refused = mine.filter(({ answer }) => answer instanceof Misuse).length;
    return `ok    ${name}: ${capability}: ${outcomes} outcomes${refused > 0 ? `, ${refused} refused as misuse` : ''}`;
  };
  const all = new Set(machine.profiles.flatMap(({ capabilities }) => capabilities));
  const extra = [...all]
    .filter((capability) => !offer.capabilities.includes(capability))
    .filter((capability) => of(capability).some(({ answer }) => !(answer instanceof Error)));
  const note = (capability: string): string =>
    `note  ${name}: ${capability} is answered but not declared, so that its cases do not run`;
  return ['core', ...offer.capabilities].map(line).concat(extra.map(note));
}
