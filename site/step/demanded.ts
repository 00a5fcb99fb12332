/** What of an outcome a requirement speaks of: all that may be expected of others. */
import type { AnyEvent } from '../../model/core/machine';
import type { Fields, Holds, Look, Reading } from '../../model/core/owners';
import { readingOf, rulingOf } from '../../model/core/owners';
import { withoutInsight } from '../../model/core/ruling';

export interface Demanded {
  /** The requirements, most telling first; empty where none speaks of it. */
  readonly ids: readonly string[];
  /** The members of the outcome that they speak of, and of its events. */
  readonly members: Readonly<Record<string, unknown>>;
}

type Members = Readonly<Record<string, unknown>>;

/** The bits of a number one by one: an owner may speak of some alone. */
const BITS = Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit));

/**
 * @param holds whether a requirement holds in the profile
 * @param past the operations before, the reset first
 */
export function demandedOf(fields: Fields, holds: Holds, look: Look, past: readonly Look[]): Demanded {
  const ownersOf = (path: string, bits: bigint | null = null): readonly string[] =>
    rulingOf(fields, path, look, past, holds, bits).owners;
  const isOwned = (path: string, value: unknown): boolean =>
    (typeof value === 'bigint' ? BITS : [null]).every((bit) => ownersOf(path, bit).length > 0);
  const { events = [], ...seen } = withoutInsight(fields, look.outcome);
  const members: Record<string, unknown> = Object.fromEntries(
    Object.entries(seen).filter(([name, value]) => isOwned(name, value)),
  );
  // Where some events are for insight alone their list is not what others show.
  if (events.length === (look.outcome.events ?? []).length && isOwned('events', events))
    members['events'] = events.map((event) => ownedIn(readingOf(fields, event), event, isOwned));
  return { ids: [...new Set(Object.keys(members).flatMap((name) => ownersOf(name)))], members };
}

/** An event with the members that somebody speaks of, and with what it is. */
function ownedIn(
  { name, members }: Reading,
  event: AnyEvent,
  isOwned: (path: string, value: unknown) => boolean,
): Members {
  return Object.fromEntries(
    Object.entries(event).filter(
      ([member, value]) =>
        ['event', 'exit'].includes(member) ||
        (member in members && isOwned(`events.${name}.${member}`, value)),
    ),
  );
}
