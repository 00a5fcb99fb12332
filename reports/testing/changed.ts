/** Outcomes with one value changed, as a recording of a wrong kernel would have them. */
import type { AnyOutcome } from '../../model/core/machine';

/** Names of what tells one element from another: a changed one would be another element. */
const FIXED = ['outcome', 'event', 'exit'];

/** One outcome for each of its values, with that value changed; and one without each of its events. */
export function changedOnce(outcome: AnyOutcome): readonly AnyOutcome[] {
  const { events = [] } = outcome;
  const fewer = events.map((_event, i) => ({ ...outcome, events: events.filter((_one, at) => at !== i) }));
  return [...changes(outcome), ...fewer] as AnyOutcome[];
}

function changes(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((one, i) =>
      changes(one).map((changed) => value.map((old: unknown, at) => (at === i ? changed : old))),
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, one]) =>
      FIXED.includes(name) ? [] : changes(one).map((changed) => ({ ...value, [name]: changed })),
    );
  }
  return [changedLeaf(value)];
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
