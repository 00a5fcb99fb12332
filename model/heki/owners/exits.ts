/** Owners: exits to the host's userspace, and the capabilities by which it asks for them. */
import { EXIT_BITS } from '../exits';
import { rulesOf } from '../profiles';
import type { Exit, Hypercall, WriteCr } from '../types';
import type { Row, Seen } from './look';
import { of } from './look';

const ANSWER = ['outcome', 'error', 'result'];
const EXITS = ['events', 'events.exit', 'events.exit.**'];

const isPin = ({ nr, cpl = 0 }: Hypercall, { before: { profile, config } }: Seen): boolean =>
  nr === rulesOf(profile).crHypercall && cpl === 0 && config.host.series !== 'none';
const isPinned = (cr: number): cr is 0 | 4 => cr === 0 || cr === 4;
/** Whether userspace has asked for these exits of the register. */
const wanted = (reason: Exit['reason'], cr: number, { before: { vm } }: Seen): boolean =>
  isPinned(cr) && (vm.exits[reason] & (cr === 0 ? EXIT_BITS.cr0 : EXIT_BITS.cr4)) !== 0n;
const pins = (op: Hypercall, look: Seen): boolean =>
  isPin(op, look) && look.outcome.outcome === 'ok' && op.a1 !== 0n;
const writes = ({ cr, path }: WriteCr): boolean => isPinned(cr) && path !== 'sregs';

export const EXIT_ROWS: readonly Row[] = [
  { id: 'HEKI-131', ops: ['enable_cap'], fields: ANSWER },
  { id: 'HEKI-132', ops: ['check_extension'], fields: ANSWER },
  {
    id: 'HEKI-145',
    ops: ['hypercall', 'write_cr'],
    when: (_look, past) =>
      past.some(({ op, outcome }) => op.op === 'enable_cap' && outcome.outcome === 'error'),
    fields: EXITS,
  },
  {
    id: 'HEKI-133',
    ...of('hypercall', (op, look) => pins(op, look) && wanted('configure', Number(op.a0), look)),
    fields: EXITS,
  },
  {
    id: 'HEKI-134',
    ...of('write_cr', (op, look) => writes(op) && wanted('denial', op.cr, look)),
    fields: EXITS,
  },
  {
    id: 'HEKI-135',
    ...of('hypercall', (op, look) => isPin(op, look) && !wanted('configure', Number(op.a0), look)),
    fields: EXITS,
  },
  {
    id: 'HEKI-135',
    ...of('write_cr', (op, look) => writes(op) && !wanted('denial', op.cr, look)),
    fields: ['events.exit', 'events.exit.**'],
  },
  // An exit that nothing asked for, of whatever else happens.
  { id: 'HEKI-135', fields: ['events.exit', 'events.exit.**'] },
];
