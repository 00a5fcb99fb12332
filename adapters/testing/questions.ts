/** What is asked of the adapters of a machine, to compare them with the model. */
import type * as fc from 'fast-check';
import type { AnyOp } from '../../model/core/machine';

export interface Questions {
  readonly config: fc.Arbitrary<object>;
  /** What half of the sequences begin with. */
  readonly opening: readonly object[];
  /** One operation, or a few that belong together. */
  readonly operations: (profile: string) => fc.Arbitrary<object | readonly object[]>;
  /** The operation in the machine of a configuration, where it is made without one. */
  readonly placed?: (op: object, config: object) => object;
  /** How many sequences; as many as usual unless given. */
  readonly runs?: number;
  /** Where the specification is silent, and two readers may differ. */
  readonly unsaid?: (op: AnyOp, config: object, state: object) => boolean;
  /** Outcomes, events and exits that the sequences have to reach. */
  readonly kinds: (profile: string) => readonly string[];
}
