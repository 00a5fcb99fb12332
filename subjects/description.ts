/** What an adapter says of itself: read, checked and compared with what the suite knows. */
import { describeDifference, differences } from '../model/core/compare';
import type { Profile } from '../model/core/machine';
import { completeChoices } from '../model/core/machine';
import { machineOf, MACHINES } from '../model/machines';
import { mistaken, refused } from './answers';
import type { Connection } from './connection';
import type { DescriptionMessage, OfferMessage } from './protocol-types';
import type { Description, Offer } from './subject';
import { nearest, printable, sample } from './text';
import { checkOf } from './validate';
import { WireError } from './wire-error';

/** Asks for the description. @throws WireError where it is none, or names what the suite does not know */
export async function describe(connection: Connection): Promise<Description> {
  const params = { protocol: 1 };
  const sent = `describe ${JSON.stringify(params)}`;
  const reply = await connection.request('describe', params);
  if ('error' in reply) {
    const error = refused(reply.error, sent);
    if (error instanceof WireError) throw error;
    throw new WireError('garbage', {
      problem: `the adapter refused to describe itself: ${error.message}`,
      sent,
      wanted: 'a description',
    });
  }
  const wrong = checkOf('protocol', 'description')(reply.result);
  if (wrong !== null) throw mistaken('the description', sent, reply.result, wrong);
  const message = reply.result as unknown as DescriptionMessage;
  const unknown = unknownName(message);
  if (unknown !== null) throw mistaken('the description', sent, reply.result, unknown);
  return { name: message.name, version: message.version, machines: message.machines.map(completed) };
}

/** The offer with each choice that it leaves out set to its default. */
function completed(offer: OfferMessage): Offer {
  const profile = machineOf(offer.machine).profiles.find(({ name }) => name === offer.profile);
  return { ...offer, choices: profile ? completeChoices(profile, offer.choices ?? {}) : {} };
}

/** The error where two descriptions of one adapter differ, or null; `when` says how the second one came about. */
export function exchanged(first: Description, second: Description, when: string): WireError | null {
  const [difference] = differences(orderless(first), orderless(second));
  if (!difference) return null;
  const where = printable(describeDifference(difference));
  return new WireError('garbage', {
    problem: `the adapter, ${when}, describes itself differently: ${where}`,
    came: JSON.stringify(second),
    wanted: `${JSON.stringify(first)}, as at first`,
  });
}

/** The order of offers and capabilities says nothing, and may be that of a hash. */
function orderless({ name, version, machines }: Description): object {
  const offers = machines.map(({ machine, profile, capabilities, choices }) => {
    const declared = Object.fromEntries(capabilities.map((capability) => [capability, 'declared']));
    return [`${machine}/${profile}`, { capabilities: declared, choices }] as const;
  });
  return { name, version, machines: Object.fromEntries(offers) };
}

/** A sentence about the first machine, profile, capability or choice that there is not; null if there is none. */
export function unknownName({ machines }: Pick<DescriptionMessage, 'machines'>): string | null {
  const seen = new Set<string>();
  for (const [i, offer] of machines.entries()) {
    const wrong = wrongOffer(offer, `machines.${i}`);
    if (wrong !== null) return wrong;
    const key = `${offer.machine}/${offer.profile}`;
    if (seen.has(key)) return `machines.${i} offers ${key} a second time: each profile may stand once`;
    seen.add(key);
  }
  return null;
}

function wrongOffer(offer: OfferMessage, path: string): string | null {
  const machine = MACHINES.find(({ name }) => name === offer.machine);
  if (!machine) return unknown(`${path}.machine`, 'a machine', offer.machine, MACHINES.map(nameOf));
  const profile = machine.profiles.find(({ name }) => name === offer.profile);
  if (!profile) {
    return unknown(
      `${path}.profile`,
      `a profile of ${machine.name}`,
      offer.profile,
      machine.profiles.map(nameOf),
    );
  }
  const stray = offer.capabilities.find((name) => !profile.capabilities.includes(name));
  if (stray !== undefined) {
    return unknown(
      `${path}.capabilities`,
      `a capability of ${machine.name}/${profile.name}`,
      stray,
      profile.capabilities,
    );
  }
  return wrongChoice(offer.choices ?? {}, profile, `${path}.choices`);
}

function wrongChoice(
  choices: Readonly<Record<string, string>>,
  profile: Profile,
  path: string,
): string | null {
  for (const [name, value] of Object.entries(choices)) {
    const values = Object.hasOwn(profile.choices, name) ? profile.choices[name] : undefined;
    if (!values)
      return unknown(path, `a choice of profile ${profile.name}`, name, Object.keys(profile.choices));
    if (!values.includes(value))
      return unknown(`${path}.${name}`, `a value of the choice ${name}`, value, values);
  }
  return null;
}

function unknown(path: string, what: string, given: string, known: readonly string[]): string {
  const meant = nearest(given, known);
  const hint = meant === null ? '' : ` (perhaps "${meant}"?)`;
  return `${path} names ${sample(given)}, which is not ${what}: there are ${known.join(', ') || 'none'}${hint}`;
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
