/** Which requirement speaks of which field, and when; what nobody speaks of, and why. */
import type { Fields } from '../../core/owners';
import { fieldsOf } from '../../core/owners';
import { CONTEXT_LINES, OVER_LINES } from './context';
import { DEBUG_LINES } from './debug';
import { EXIT_LINES, HANDLER_LINES } from './exits';
import { GUEST_LINES, PAGE_LINES } from './guest';
import { OPEN_LINES } from './open';
import { PSTATE_LINES } from './pstate';
import type { Line, Seen } from './seen';
import { SERROR_LINES } from './serror';
import { USERSPACE_LINES } from './userspace';

export type { Seen } from './seen';

/** Most telling first: what userspace and the guest were told of one operation, then what holds of every exit. */
const OWNERS: readonly Line[] = [
  ...OVER_LINES,
  ...DEBUG_LINES,
  ...SERROR_LINES,
  ...PAGE_LINES,
  ...USERSPACE_LINES,
  ...GUEST_LINES,
  ...CONTEXT_LINES,
  ...PSTATE_LINES,
  ...EXIT_LINES,
  ...HANDLER_LINES,
  ...OPEN_LINES,
];

export const FIELDS: Fields = fieldsOf<Seen>({
  owners: OWNERS,
  insight: {
    events: ['sync', 'esr', 'handler', 'put', 'load', 'eret', 'warn'],
    fields: [
      ...['state.esr', 'state.host_context', 'state.sampled', 'state.loaded'],
      ...['state.spsr', 'state.elr', 'state.cpu.**'],
    ],
  },
});
