/** Right answers to show beside wrong ones: from the fixtures, and from the reference model. */
import type { AnyOp, Model } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
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
  if (!found) throw new Error('schemas/fixtures/protocol/good/ has no description');
  return result(found.value);
}

export function result(value: unknown): Example {
  return `"result":${JSON.stringify(toWire(value))}`;
}

/** Whether it is an answer, and no refusal. */
export function isResult(example: Example): boolean {
  return example.startsWith('"result"');
}

export function misuseExample(message: string): Example {
  return `"error":${JSON.stringify({ code: -32001, message })}`;
}

export function lackingExample(capability: string): Example {
  const message = `there is no ${capability}`;
  return `"error":${JSON.stringify({ code: -32601, message, data: { capability } })}`;
}

/** The reference model beside the adapter: after each operation it knows what a right answer would be. */
export class Shadow {
  private state: unknown;

  constructor(
    private readonly model: Model,
    config: object,
  ) {
    this.state = model.initial(config);
  }

  step(op: AnyOp): Example {
    try {
      const { state, outcome } = this.model.step(this.state, op);
      this.state = state;
      return result(outcome);
    } catch (error) {
      if (error instanceof Misuse) return misuseExample(error.message);
      if (error instanceof Unsupported) return lackingExample(error.capability);
      throw error;
    }
  }

  inspect(): Example {
    return result(this.model.inspect(this.state));
  }
}
