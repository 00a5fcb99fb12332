/** Why a case does not apply to a subject: what it did not declare. No other excuse counts. */
import { capabilitiesOf } from '../model/core/capability';
import type { AnyOp, Machine, Unsupported } from '../model/core/machine';
import type { Case } from '../reports/case';
import type { Offer } from '../subjects/subject';
import { nearest } from '../subjects/text';
import { Inapplicable, Untestable } from './fate';

/**
 * Inapplicable where the subject did not declare a capability that the operation asks for; else the subject
 * breaks its word: it lacks what is core, what it declared, or names a capability that has nothing to do with it.
 */
export function lackOf(
  machine: Machine,
  { profile, capabilities }: Offer,
  op: AnyOp,
  { capability }: Unsupported,
): Inapplicable | Untestable {
  const asked = capabilitiesOf(machine.operations, op);
  const known = machine.profiles.find(({ name }) => name === profile)?.capabilities ?? [];
  const what = `the subject answers ${op.op} with "no such operation" for want of ${capability}`;
  if (!known.includes(capability)) {
    const meant = nearest(capability, known);
    const hint = meant === null ? '' : ` (perhaps ${meant}?)`;
    return new Untestable(`${what}, which is no capability of ${machine.name}/${profile}${hint}`);
  }
  if (asked.length === 0)
    return new Untestable(`${what}, but this is a core operation: every subject has it`);
  if (!asked.includes(capability)) {
    return new Untestable(`${what}, but it belongs to ${asked.join(' and ')}`);
  }
  if (capabilities.includes(capability)) return new Untestable(`${what}, which it declared`);
  return new Inapplicable(`needs ${capability}, which the subject did not declare`);
}

/** Why a case does not apply to an offer, or null where it does. */
export function absenceOf(of: Case, offer: Offer): string | null {
  if (!of.profiles.includes(offer.profile)) return `holds in ${of.profiles.join(' and ')} only`;
  const lacking = of.needs.filter((need) => !offer.capabilities.includes(need));
  if (lacking.length > 0) return `needs ${lacking.join(' and ')}, which the subject did not declare`;
  const other = Object.entries(of.choices).find(([name, value]) => offer.choices[name] !== value);
  return other
    ? `is about ${other[0]} = ${other[1]}, and the subject chose ${offer.choices[other[0]] ?? 'otherwise'}`
    : null;
}
