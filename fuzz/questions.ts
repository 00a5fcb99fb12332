/** What is asked of the subjects of a machine, to compare them with the model: random operations, biased to where mistakes hide. */
import type * as fc from 'fast-check';
import type { AnyOp } from '../model/core/machine';

export interface Questions {
  readonly config: fc.Arbitrary<object>;
  /** What half of the sequences begin with. */
  readonly opening: readonly object[];
  /** One operation, or a few that belong together. */
  readonly operations: (profile: string) => fc.Arbitrary<object | readonly object[]>;
  /** The operation in the machine of a configuration, where it is made without one. */
  readonly placed?: (op: object, config: object) => object;
  /** What of a configuration {@link placed} looks at, where it looks at any: operations are placed once for each. */
  readonly site?: (config: object) => unknown;
  /** How many sequences; as many as usual unless given. */
  readonly runs?: number;
  /** Where the specification is silent, and two readers may differ. */
  readonly unsaid?: (op: AnyOp, config: object, state: () => object) => boolean;
  /** Outcomes, events and exits that the sequences have to reach. */
  readonly kinds: (profile: string) => readonly string[];
}

/** The questions of a machine, from the file of its name; a new machine is found by it. */
export function questionsOf(machine: string): Questions {
  // oxlint-disable-next-line typescript/no-require-imports -- which machines there are is known at run time
  return (require(`./machines/${machine}`) as { readonly QUESTIONS: Questions }).QUESTIONS;
}
