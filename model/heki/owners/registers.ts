/** Owners: pinned control registers. */
import { CR0_WP, CR4_PINNABLE } from '../control-registers';
import { rulesOf } from '../profiles';
import type { Hypercall, WriteCr } from '../types';
import { whole } from './lines';
import type { Row, Scope, Seen } from './look';
import { of, succeeded } from './look';

type When = (op: Hypercall, look: Seen) => boolean;
const on = (when: When): Scope => of('hypercall', when);

const isPin: When = ({ nr, cpl = 0 }, { before: { profile, config } }) =>
  nr === rulesOf(profile).crHypercall && cpl === 0 && config.host.series !== 'none';
const a0 = ({ a0: value, mode }: Hypercall): bigint => (mode === '32' ? BigInt.asUintN(32, value) : value);
const a1 = ({ a1: value, mode }: Hypercall): bigint => (mode === '32' ? BigInt.asUintN(32, value) : value);
const noSuch: When = (op, look) => isPin(op, look) && ((a0(op) !== 0n && a0(op) !== 4n) || a1(op) === 0n);
const isMask: When = (op, look) => isPin(op, look) && !noSuch(op, look);
const absent: When = (op, look) =>
  isMask(op, look) &&
  a0(op) === 4n &&
  (a1(op) & CR4_PINNABLE & ~look.before.config.host.cr4) !== 0n &&
  succeeded(look);
const pinned = ({ before: { vm } }: Seen): boolean => (vm.pins.cr0 | vm.pins.cr4) !== 0n;

const ANSWER = ['outcome', 'error', 'value'];
const PINS = ['state.host.pin_cr0', 'state.host.pin_cr4'];

const writes = (when: (op: WriteCr, look: Seen) => boolean): Scope => of('write_cr', when);
const isKnown = ({ cr }: WriteCr): boolean => cr === 0 || cr === 4;
const isEmulated = ({ path }: WriteCr): boolean => path === 'emulator';
/** Whether a write clears a bit that is pinned for the VM. */
const clears = (op: WriteCr, { before: { vm } }: Seen): boolean =>
  isKnown(op) && ((op.cr === 0 ? vm.pins.cr0 : vm.pins.cr4) & ~op.value) !== 0n;
const byGuest = writes((op, look) => !isEmulated(op) && clears(op, look));

const FATE = ['outcome', 'error', 'fault', 'value', 'state.vcpus.**'];
const LINE = ['events', ...whole('blocked')];

export const REGISTERS: readonly Row[] = [
  { id: 'HEKI-59', ...on(noSuch), fields: [...ANSWER, ...PINS] },
  { id: 'HEKI-83', ...on(absent), fields: [...ANSWER, ...PINS] },
  { id: 'HEKI-61', ...on((op, look) => isMask(op, look) && (succeeded(look) || pinned(look))), fields: PINS },
  { id: 'HEKI-60', ...on(isMask), fields: ANSWER },
  {
    id: 'HEKI-60',
    ...on((op, look) => isMask(op, look) && !pinned(look) && !absent(op, look)),
    fields: PINS,
  },
  {
    id: 'HEKI-59',
    ...on((op, look) => isMask(op, look) && (a1(op) & (CR0_WP | CR4_PINNABLE)) !== 0n),
    fields: ANSWER,
  },
  { id: 'HEKI-82', ...writes((op, look) => !isKnown(op) && pinned(look)), fields: [...FATE, ...LINE] },
  {
    id: 'HEKI-110',
    ...writes((op, look) => isEmulated(op) && clears(op, look)),
    fields: ['outcome', 'error'],
  },
  { id: 'HEKI-111', ...byGuest, fields: ['outcome', 'fault'] },
  { id: 'HEKI-112', ...byGuest, fields: ['outcome', 'fault'] },
  { id: 'HEKI-62', ...writes((op) => isKnown(op)), fields: FATE },
  { id: 'HEKI-109', ...writes((op) => isKnown(op)), fields: LINE },
  {
    id: 'HEKI-113',
    ...writes((op, look) => isKnown(op) && pinned(look) && (op.vcpu ?? 0) > 0),
    fields: FATE,
  },
  { open: 'unspecified', ...writes((op) => !isKnown(op)), fields: ['outcome', 'value', 'events.**'] },
];
