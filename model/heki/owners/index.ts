/** Which requirement speaks of which field, and when; what nobody speaks of, and why. */
import type { Fields } from '../../core/owners';
import { fieldsOf } from '../../core/owners';
import { BUILD, COMMAND_LINE, FORM } from './command-line';
import { EARLY } from './early';
import { EXIT_ROWS } from './exits';
import { BACKEND, LATE } from './late';
import { READINGS } from './lines';
import { LOCKS } from './locks';
import type { Row } from './look';
import { BOOTS, PIN_GUEST } from './pin-guest';
import { REGISTERS } from './registers';
import { HOST_WORK, REQUESTS } from './requests';
import { BOOT, KEPT } from './state';

/** What is left: operations that differ in a field which they do not have, or that touched nothing of it. */
const REST: readonly Row[] = [
  { open: 'diagnostic', fields: ['events.**'] },
  {
    open: 'derived',
    fields: [
      'outcome',
      'error',
      'fault',
      'result',
      'value',
      'ranges.**',
      'input_unchanged',
      'order.**',
      'calls.**',
      'vector',
      'error_code',
      'address',
    ],
  },
  { open: 'unspecified', fields: ['state.**'] },
];

export const FIELDS: Fields = fieldsOf<Parameters<NonNullable<Row['when']>>[0]>({
  owners: [
    ...FORM,
    ...BOOT,
    ...COMMAND_LINE,
    ...BUILD,
    ...PIN_GUEST,
    ...BOOTS,
    ...EARLY,
    ...LATE,
    ...BACKEND,
    ...REQUESTS,
    ...LOCKS,
    ...EXIT_ROWS,
    ...REGISTERS,
    ...HOST_WORK,
    ...KEPT,
    ...REST,
  ],
  keyed: { calls: 'call' },
  readings: READINGS,
  insight: { events: [], fields: ['calls.**', 'input_unchanged', 'state.guest.live', 'state.host.**'] },
});
