/** A subject that refuses operations which it declared. */
import assert from 'node:assert/strict';
import type { AnyOp, Model } from '../../model/core/machine';
import { ModelSubject, REFERENCE, referenceModel } from '../../subjects/model-subject';
import type { Bench } from '../bench';
import { benchOf } from '../bench';

/** The reference of syndbg, but for what it refuses, and with whatever else is different about it. */
export function benchThat(
  refuses: (op: AnyOp) => Error | null,
  other: Partial<Model> = {},
  { name = 'refuses', version = '1' } = {},
): Bench {
  const offer = REFERENCE.machines.find((one) => one.machine === 'syndbg' && one.profile === 'upstream');
  assert.ok(offer);
  const reference = referenceModel(offer);
  const model: Model = {
    ...reference,
    initial: (config) => reference.initial(config),
    inspect: (state) => reference.inspect(state),
    ...other,
    step: (state, op) => {
      const why = refuses(op);
      if (why) throw why;
      return other.step ? other.step(state, op) : reference.step(state, op);
    },
  };
  return benchOf(new ModelSubject(model, { name, version, machines: [offer] }), offer);
}
