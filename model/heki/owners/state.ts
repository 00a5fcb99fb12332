/** Owners: what an inspection shows of what earlier operations did, and what no operation has touched. */
import type { Row, Seen } from './look';
import { built, happened, isAfterLate } from './look';

const anyLocks = ({ before, after }: Seen): boolean =>
  before.vm.write !== after.vm.write || after.vm.write.slots.some((slot) => slot !== null);
const anyExec = ({ after }: Seen): boolean => after.vm.exec.slots.some((slot) => slot !== null);
const anyPins = ({ after: { vm } }: Seen): boolean => (vm.pins.cr0 | vm.pins.cr4) !== 0n;

/** Whether a kernel boots in another VM. */
const elsewhere = ({ op }: Seen): boolean => op.op === 'reboot' && op.vm === 'another';

const GUEST = ['state.guest.ranges.**', 'state.guest.num', 'state.guest.live'];

export const BOOT: readonly Row[] = [
  { id: 'HEKI-01', ops: ['reset', 'reboot'], fields: ['state.guest.enabled'] },
  { id: 'HEKI-16', ops: ['reset', 'reboot'], fields: [...GUEST, 'state.guest.backend'] },
  { id: 'HEKI-117', ops: ['reset', 'reboot'], fields: ['state.guest.test'] },
  { id: 'HEKI-160', ops: ['reboot'], when: elsewhere, fields: ['outcome', 'state.host.**'] },
  {
    id: 'HEKI-54',
    ops: ['reboot'],
    when: (look) => !elsewhere(look) && anyLocks(look),
    fields: ['outcome', 'state.host.write_slots.**'],
  },
  {
    id: 'HEKI-58',
    ops: ['reboot'],
    when: (look) => !elsewhere(look) && anyExec(look),
    fields: ['state.host.exec_slots.**', 'state.host.exec_locked', 'state.host.stripped.**'],
  },
  {
    id: 'HEKI-122',
    ops: ['reboot'],
    when: (look) => !elsewhere(look) && anyPins(look),
    fields: ['state.host.pin_cr0', 'state.host.pin_cr4'],
  },
  { open: 'unspecified', ops: ['reset', 'reboot'], fields: ['outcome', 'state.vcpus.**'] },
];

const isNull = ({ after }: Seen): boolean => after.guest.ranges === null;

export const KEPT: readonly Row[] = [
  {
    id: 'HEKI-88',
    when: ({ op, before, after }) => op.op === 'late_init' && before.vm.write !== after.vm.write,
    fields: ['state.host.write_slots'],
  },
  { id: 'HEKI-22', when: (look) => !isNull(look), fields: GUEST },
  { id: 'HEKI-16', when: (look, past) => isNull(look) && !happened(past, 'early_init'), fields: GUEST },
  {
    id: 'HEKI-45',
    when: (look, past) => built(look) && isAfterLate(look, past) && happened(past, 'early_init'),
    fields: GUEST,
  },
  {
    id: 'HEKI-01',
    when: (_look, past) => !happened(past, 'param') && !happened(past, 'set_flag'),
    fields: ['state.guest.enabled'],
  },
  { id: 'HEKI-07', when: ({ after }) => after.guest.sealed, fields: ['state.guest.enabled'] },
  { id: 'HEKI-53', when: anyLocks, fields: ['state.host.write_slots.**'] },
  { id: 'HEKI-75', when: anyExec, fields: ['state.host.exec_slots.**'] },
  { id: 'HEKI-58', when: anyExec, fields: ['state.host.exec_locked', 'state.host.stripped.**'] },
  {
    id: 'HEKI-72',
    when: (look) => !anyLocks(look),
    fields: ['state.host.write_slots.**', 'state.host.stray.**'],
  },
  {
    id: 'HEKI-76',
    when: (look) => !anyExec(look),
    fields: ['state.host.exec_slots.**', 'state.host.exec_locked', 'state.host.stripped.**'],
  },
  { id: 'HEKI-94', when: ({ after }) => after.vm.stray !== null, fields: ['state.host.stray.**'] },
  // Without a mask that was accepted the sum is nothing.
  { id: 'HEKI-61', fields: ['state.host.pin_cr0', 'state.host.pin_cr4'] },
  { id: 'HEKI-62', when: anyPins, fields: ['state.vcpus.**'] },
];
