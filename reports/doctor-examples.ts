/** Right answers to show beside wrong ones. */
import { toWire } from '../model/core/wire';
import { fixtures } from '../subjects/fixtures';

/** A member of a reply, as text: `"result":…` or `"error":…`. */
type Example = string;

export const EMPTY_EXAMPLE: Example = '"result":{}';

/** The whole reply around an example. */
export function replyWith(example: Example, id: string): string {
  return `{"jsonrpc":"2.0","id":${id},${example}}`;
}

/** @throws Error where schemas/ has lost its fixtures */
export function descriptionExample(): Example {
  const found = fixtures('protocol', 'good').find(({ definition }) => definition === 'description');
  if (!found) throw new Error('schemas/fixtures/protocol/good.ndjson has no description');
  return result(found.value);
}

export function result(value: unknown): Example {
  return `"result":${JSON.stringify(toWire(value))}`;
}

export function misuseExample(message: string): Example {
  return `"error":${JSON.stringify({ code: -32001, message })}`;
}

export function lackingExample(capability: string): Example {
  const message = `there is no ${capability}`;
  return `"error":${JSON.stringify({ code: -32601, message, data: { capability } })}`;
}
