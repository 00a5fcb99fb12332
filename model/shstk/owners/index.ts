/** Which requirement speaks of which field, and when; what nobody speaks of, and why. Most telling first. */
import type { Fields } from '../../core/owners';
import { fieldsOf } from '../../core/owners';
import { ALLOCATION_ROWS, STACK_PLACE_ROWS } from './allocation';
import { ALTSTACK_ROWS } from './altstack';
import { CPU_ROWS } from './cpu';
import { ERROR_WORD_ROWS } from './faults';
import { FEATURE_ROWS } from './features';
import { INTERFACE_ROWS } from './interface';
import { ACCESS_ROWS, MEMORY_CALL_ROWS } from './memory';
import { MREMAP_ROWS } from './mremap';
import { OPEN_FIRST, OPEN_LAST } from './open';
import { RETURN_ROWS } from './returns';
import { SIGNAL_ROWS, SIGRETURN_ROWS } from './signals';
import { TASK_ROWS, TRACER_ROWS } from './tasks';

export const FIELDS: Fields = fieldsOf({
  owners: [
    ...OPEN_FIRST,
    ...ERROR_WORD_ROWS,
    ...STACK_PLACE_ROWS,
    ...FEATURE_ROWS,
    ...INTERFACE_ROWS,
    ...ALLOCATION_ROWS,
    ...ACCESS_ROWS,
    ...MREMAP_ROWS,
    ...MEMORY_CALL_ROWS,
    ...RETURN_ROWS,
    ...CPU_ROWS,
    ...ALTSTACK_ROWS,
    ...SIGNAL_ROWS,
    ...SIGRETURN_ROWS,
    ...TASK_ROWS,
    ...TRACER_ROWS,
    ...OPEN_LAST,
  ],
  insight: { events: [], fields: ['ucet', 'base', 'size'].map((member) => `state.threads.*.${member}`) },
});
