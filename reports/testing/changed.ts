/** Outcomes with one value changed, as a recording of a wrong kernel would have them. */
import type { AnyOutcome } from '../../model/core/machine';

/** Names of what tells one kind from another: changed, it would be another kind. */
const FIXED = ['outcome', 'event', 'exit'];

export interface Changed {
  /** What was changed, with a star for each number: `events.*.status`; `events.* left out`. */
  readonly what: string;
  readonly outcome: AnyOutcome;
}

/** One outcome for each of its values, with that value changed; and one without each of its events. */
export function changedOnce(outcome: AnyOutcome): readonly Changed[] {
  const { events = [] } = outcome;
  const fewer = events.map((event, i) => ({
    what: `${event.event} left out`,
    outcome: { ...outcome, events: events.filter((_one, at) => at !== i) },
  }));
  const other = changes(outcome, '').map(({ what, value }) => ({ what, outcome: value as AnyOutcome }));
  return [...other, ...fewer];
}

interface Change {
  readonly what: string;
  readonly value: unknown;
}

function changes(value: unknown, path: string): readonly Change[] {
  if (Array.isArray(value)) {
    return value.flatMap((one: unknown, i) =>
      changes(one, `${path}.*`).map(({ what, value: changed }) => ({
        what,
        value: value.map((old: unknown, at) => (at === i ? changed : old)),
      })),
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, one]) =>
      FIXED.includes(name)
        ? []
        : changes(one, `${path}.${name}`).map(({ what, value: changed }) => ({
            what,
            value: { ...value, [name]: changed },
          })),
    );
  }
  return [{ what: path, value: changedLeaf(value) }];
}

function changedLeaf(value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return value ^ 1n;
    case 'number':
      return value + 1;
    case 'boolean':
      return !value;
    case 'string':
      return `${value}~`;
    default:
      return 'changed';
  }
}
