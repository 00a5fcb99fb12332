/** What the operations of a run add up to: the numbers in their outcomes, and in their events by name. */
import type { Difference } from './compare';
import type { AnyOutcome } from './operation';
import { eventName } from './owners';

type Sums = Readonly<Record<string, number>>;

export interface Totals {
  readonly outcome: Sums;
  readonly events: Readonly<Record<string, Sums>>;
}

export const NOTHING_YET: Totals = { outcome: {}, events: {} };

/** The totals after one more outcome. */
export function added(totals: Totals, { events = [], ...members }: AnyOutcome): Totals {
  const outcome = plus(totals.outcome, members);
  const summed = events.reduce<Totals['events']>((sums, event) => {
    const name = eventName(event);
    const old = sums[name] ?? {};
    const next = plus(old, event);
    return next === old ? sums : { ...sums, [name]: next };
  }, totals.events);
  return outcome === totals.outcome && summed === totals.events ? totals : { outcome, events: summed };
}

function plus(sums: Sums, members: object): Sums {
  const numbers = Object.entries(members).filter(
    (one): one is [string, number] => typeof one[1] === 'number',
  );
  if (numbers.length === 0) return sums;
  return { ...sums, ...Object.fromEntries(numbers.map(([name, n]) => [name, (sums[name] ?? 0) + n])) };
}

/** Where totals are not what was recorded of them; `field` is the path of the number in an outcome. */
export function totalDifferences(recorded: Partial<Totals>, totals: Totals): readonly Difference[] {
  const named = (path: string, wanted: Sums = {}, sums: Sums = {}): readonly Difference[] =>
    Object.entries(wanted).flatMap(([name, actual]) => {
      const expected = sums[name] ?? 0;
      if (expected === actual) return [];
      return [{ path: `totals.${path || 'outcome.'}${name}`, field: `${path}${name}`, expected, actual }];
    });
  return [
    ...named('', recorded.outcome, totals.outcome),
    ...Object.entries(recorded.events ?? {}).flatMap(([name, wanted]) =>
      named(`events.${name}.`, wanted, totals.events[name]),
    ),
  ];
}
