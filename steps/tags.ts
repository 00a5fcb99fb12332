/** The tags that a sequence of operations needs as a case: what it asks for, and the choices that it depends on. */
import { capabilitiesOf } from '../model/core/capability';
import type { AnyOp, Choices, Machine, Profile } from '../model/core/machine';
import { completeChoices, Misuse } from '../model/core/machine';
import { asking } from './choices';

/** A configuration, and operations from there on. */
export interface Performed {
  readonly config: object;
  readonly ops: readonly AnyOp[];
}

/** `@needs-…` of each capability that the operations and the configuration ask for, in order of the alphabet. */
export function needTags({ operations }: Machine, { config, ops }: Performed): readonly string[] {
  const asked = [{ op: 'reset', ...config }, ...ops].flatMap((op) => capabilitiesOf(operations, op));
  return [...new Set(asked)].sort().map((one) => `@needs-${one}`);
}

/**
 * `@choice-…=…` of each choice that the model asks for on the way: to those who chose otherwise the case does not apply.
 * What makes no sense to the model is left out.
 */
export function choiceTags(profile: Profile, given: Choices, { config, ops }: Performed): readonly string[] {
  const { choices, asked } = asking(completeChoices(profile, given));
  const model = profile.model(choices);
  let state = model.initial(config);
  for (const op of ops) {
    try {
      ({ state } = model.step(state, op));
    } catch (error) {
      if (!(error instanceof Misuse)) throw error;
    }
  }
  model.inspect(state);
  return [...asked].map((name) => `@choice-${name}=${choices[name] ?? ''}`);
}
