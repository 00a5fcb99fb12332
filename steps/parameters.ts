/** Parameter types of the steps. Those of one machine are defined beside its steps. */
import { defineParameterType } from '@cucumber/cucumber';
import { parseU64 } from '../model/core/u64';
import type { HekiParameterTypes } from './heki/parameters';
import type { MktmeParameterTypes } from './mktme/parameters';
import type { NvParameterTypes } from './nv/parameters';
import type { ShstkParameterTypes } from './shstk/parameters';
import type { SyndbgParameterTypes } from './syndbg/parameters';

/** What the handler of `{name}` receives. */
export interface ParameterTypes
  extends
    HekiParameterTypes,
    MktmeParameterTypes,
    NvParameterTypes,
    ShstkParameterTypes,
    SyndbgParameterTypes {
  readonly int: number;
  readonly word: string;
  readonly string: string;
  /** A value of at most 64 bits, written 0x… with `_` allowed between digits. */
  readonly u64: bigint;
  readonly errno: string;
  readonly fault: string;
  readonly switch: boolean;
}

defineParameterType({ name: 'u64', regexp: /0x[0-9a-fA-F_]+/, transformer: parseU64 });
defineParameterType({ name: 'errno', regexp: /E[A-Z0-9]+/, transformer: (text: string) => text });
defineParameterType({ name: 'fault', regexp: /#[A-Z]+/, transformer: (text: string) => text });
defineParameterType({ name: 'switch', regexp: /on|off/, transformer: (text: string) => text === 'on' });
