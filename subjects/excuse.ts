/** What an answer "no such operation" is worth: an excuse only where the operation belongs to a lack that was declared. */
import { capabilitiesOf, CORE } from '../model/core/capability';
import type { AnyOp, Machine, Unsupported } from '../model/core/machine';
import type { Offer } from './subject';
import { nearest } from './text';

export interface Excuse {
  /** Whether the subject never promised what it lacks; else it breaks its word. */
  readonly excused: boolean;
  /** A sentence without its full stop. */
  readonly why: string;
}

/**
 * Excused where the operation asks for the capability that the subject names and did not declare. It may not
 * lack what is core or what it declared, nor name a capability that has nothing to do with the operation.
 */
export function excuseOf(
  machine: Machine,
  { profile, capabilities }: Offer,
  op: AnyOp,
  { capability }: Unsupported,
): Excuse {
  const asked = capabilitiesOf(machine.operations, op);
  const known = machine.profiles.find(({ name }) => name === profile)?.capabilities ?? [];
  const what = `the subject answers ${op.op} with "no such operation" for want of ${capability}`;
  const broken = (why: string): Excuse => ({ excused: false, why: `${what}, ${why}` });
  if (capability !== CORE && !known.includes(capability)) {
    const meant = nearest(capability, known);
    const hint = meant === null ? '' : ` (perhaps ${meant}?)`;
    return broken(`which is no capability of ${machine.name}/${profile}${hint}`);
  }
  if (asked.length === 0) return broken('but this is a core operation: every subject has it');
  if (!asked.includes(capability)) return broken(`but it belongs to ${asked.join(' and ')}`);
  if (capabilities.includes(capability)) return broken('which it declared');
  return { excused: true, why: `needs ${capability}, which the subject did not declare` };
}
