/** Differences between the reference and a subject, each with the requirements that speak of it. */
import type { Difference } from './compare';
import type { Keyed, Members } from './compare-fields';
import { byKey, inspectionDifferences, keyOf, outcomeDifferences } from './compare-fields';
import type { AnyOutcome, Model } from './machine';
import type { Fields, Holds, Look, Ruling } from './owners';
import { applies, bitsOf, covers, eventName, INSIGHT, isInsight, rulingOf } from './owners';

/** A difference with those who speak of it. */
export interface Ruled extends Difference, Ruling {}

export interface Court {
  readonly fields: Fields;
  /** The reference, for what it holds after an operation. */
  readonly model: Model;
  readonly holds: Holds;
  /** Whether the subject shows what only a model or a debugger can see. */
  readonly insight: boolean;
}

/** Whether a subject that declares these capabilities is judged by what a machine keeps for those with insight. */
export function hasInsight({ insight }: Fields, capabilities: readonly string[]): boolean {
  return insight === undefined || capabilities.includes(INSIGHT);
}

/** An outcome without what only subjects with insight show. */
export function withoutInsight<O extends AnyOutcome>({ insight }: Fields, outcome: O): O {
  if (!insight) return outcome;
  const events = outcome.events?.filter((event) => !insight.events.includes(eventName(event)));
  const kept = Object.entries(outcome).filter(
    ([name]) => !insight.fields.some((field) => covers(field, name)),
  );
  return { ...Object.fromEntries(kept), ...(events ? { events } : {}) } as unknown as O;
}

/**
 * How an outcome differs from the reference's.
 * @param partial whether fields that `actual` leaves out do not count, as in a recording
 */
export function ruledOutcome(
  court: Court,
  look: Look,
  past: readonly Look[],
  actual: AnyOutcome,
  partial = false,
): readonly Ruled[] {
  const { fields, insight } = court;
  const [wanted, got] = insight
    ? [look.outcome, actual]
    : [withoutInsight(fields, look.outcome), withoutInsight(fields, actual)];
  const found = partial
    ? turned(outcomeDifferences(fields, got, wanted, true))
    : outcomeDifferences(fields, wanted, got);
  const all = found.map((difference) => rule(court, difference, look, past));
  // Where one succeeds and the other does not, an exit that is missing follows from it. What an event says that
  // both have does not.
  const kind = all.find(({ path, owners }) => path === 'outcome' && owners.length > 0);
  return kind ? all.filter((one) => one === kind || isOfEvent(one)) : all;
}

/** Whether a difference is in a member of an event that both sides have. */
export function isOfEvent({ field = '' }: Difference): boolean {
  return field.startsWith('events.') && field.split('.').length > 2;
}

/** How the state that a subject shows after `look` differs from the reference's. */
export function ruledState(
  court: Court,
  look: Look,
  past: readonly Look[],
  actual: object,
  partial = false,
): readonly Ruled[] {
  const expected = court.model.inspect(look.after);
  const found = partial
    ? turned(inspectionDifferences(court.fields, actual, expected, true))
    : inspectionDifferences(court.fields, expected, actual);
  return found
    .filter(({ field = '' }) => court.insight || !isInsight(court.fields, field))
    .map((difference) => {
      const here = rule(court, difference, look, past);
      if (here.alone) return here;
      const there = writersOf(court, difference.field ?? '', difference, [...past, look]);
      const owners = [...new Set([...there, ...here.owners])];
      if (owners.length > 0 || here.open !== null)
        return { ...here, owners, open: owners.length > 0 ? null : here.open };
      return { ...here, owners: ownersOf(court, difference.field ?? '') };
    });
}

/** Differences in what operations add up to: laid at the door of the last of them that somebody speaks of there. */
export function ruledTotals(
  court: Court,
  looks: readonly Look[],
  found: readonly Difference[],
): readonly Ruled[] {
  const seen = court.insight ? found : found.filter(({ field = '' }) => !isInsight(court.fields, field));
  return seen.map((difference) => {
    const { field = '' } = difference;
    const all = looks.flatMap((look, i) =>
      shows(look, field) ? [rule(court, difference, look, looks.slice(0, i))] : [],
    );
    return (
      all.findLast(({ owners }) => owners.length > 0) ?? {
        ...difference,
        owners: ownersOf(court, field),
        open: null,
      }
    );
  });
}

/** Whether an outcome has a number, or an event of the name that a path gives. */
function shows({ outcome }: Look, field: string): boolean {
  const [first = '', name] = field.split('.');
  if (first !== 'events') return first in outcome;
  return outcome.events?.some((event) => eventName(event) === name) ?? false;
}

/** Whoever speaks of a field under any condition: the state must not change behind everybody's back. */
function ownersOf({ fields, holds }: Court, field: string): readonly string[] {
  const ids = fields.owners.flatMap((line) =>
    'id' in line && holds(line.id) && line.fields.some((one) => covers(one, field)) ? [line.id] : [],
  );
  return [...new Set(ids)];
}

/** Whether a requirement of the profile speaks of a field, under whatever condition. */
export function mayOwn(court: Court, field: string): boolean {
  return ownersOf(court, field).length > 0;
}

/** A comparison of what was recorded with the reference, as one of the reference with what was recorded. */
function turned(found: readonly Difference[]): readonly Difference[] {
  return found.map((one) => ({ ...one, expected: one.actual, actual: one.expected }));
}

function rule(court: Court, difference: Difference, look: Look, past: readonly Look[]): Ruled {
  const { fields, holds } = court;
  const { path, field = path } = difference;
  const bits = bitsOf(difference);
  const ruling = rulingOf(fields, field, look, past, holds, bits);
  if (ruling.alone) return { ...difference, ...ruling };
  const sources = fields.owners.flatMap((line) =>
    'id' in line &&
    line.shows &&
    field !== 'outcome' &&
    holds(line.id) &&
    line.fields.some((one) => covers(one, field, bits)) &&
    applies(line, look, past)
      ? (line.shows(look) ?? [])
      : [],
  );
  const writers = sources.flatMap((source) => writersOf(court, source, difference, past));
  return { ...difference, owners: [...new Set([...writers, ...ruling.owners])], open: ruling.open };
}

/**
 * Who speaks of a part of the state where the reference last changed it. An element of a keyed list that the
 * reference never had stands for the list.
 */
function writersOf(
  court: Court,
  path: string,
  difference: Difference,
  looks: readonly Look[],
): readonly string[] {
  const { model, fields, holds } = court;
  const keyed = fields.keyed ?? {};
  const at = (state: unknown, of: string): string =>
    JSON.stringify(memberAt(model.inspect(state), of, keyed), bigints);
  const list = listAround(path, keyed);
  for (const of of list === null ? [path] : [path, list]) {
    for (let i = looks.length - 1; i > 0; i -= 1) {
      const look = looks[i] as Look;
      if (look.before === look.after || at(look.before, of) === at(look.after, of)) continue;
      return rulingOf(fields, path, look, looks.slice(0, i), holds, bitsOf(difference)).owners;
    }
  }
  return [];
}

/** The innermost keyed list that a path goes into. */
function listAround(path: string, keyed: Keyed): string | null {
  const parts = path.split('.');
  for (let length = parts.length - 1; length > 1; length -= 1) {
    const list = parts.slice(0, length).join('.');
    if (keyOf(keyed, list) !== null) return list;
  }
  return null;
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : value;
}

/** The part of an inspection that a path names; of a keyed list the element with the key. */
function memberAt(state: unknown, path: string, keyed: Keyed): unknown {
  const [root = '', ...parts] = path.split('.');
  let at = root;
  return parts.reduce<unknown>((value, name) => {
    const key = Array.isArray(value) ? keyOf(keyed, at) : null;
    at = `${at}.${name}`;
    if (typeof value !== 'object' || value === null) return undefined;
    if (key === null) return (value as Members)[name];
    return byKey(value as readonly Members[], key).get(name);
  }, state);
}
