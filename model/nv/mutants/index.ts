/** Every mistake that the cases of nv must catch. */
import type { Mutant } from '../../core/machine';
import { CONTEXT } from './context';
import { DEBUG } from './debug';
import { EXIT } from './exit';
import { FILES } from './files';
import { GUEST } from './guest';
import { SERROR } from './serror';
import { USERSPACE } from './userspace';

export const MUTANTS: readonly Mutant[] = [
  ...CONTEXT,
  ...DEBUG,
  ...EXIT,
  ...FILES,
  ...GUEST,
  ...SERROR,
  ...USERSPACE,
];
