/** Parameter types of the steps. Those of one machine are defined beside its steps. */
import type { NvParameterTypes } from './nv/parameters';
import type { ShstkParameterTypes } from './shstk/parameters';

/** What the handler of `{name}` receives. */
export interface ParameterTypes extends NvParameterTypes, ShstkParameterTypes {
  readonly int: number;
  readonly word: string;
  readonly string: string;
  /** A value of at most 64 bits, written 0x… with `_` allowed between digits. */
  readonly u64: bigint;
  readonly errno: string;
  readonly fault: string;
  readonly switch: boolean;
}
