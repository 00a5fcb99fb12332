/** Owners: pinned control registers. */
import { CR0_WP } from '../control-registers';
import { rulesOf } from '../profiles';
import type { Hypercall, WriteCr } from '../types';
import { whole } from './lines';
import type { Row, Scope, Seen } from './look';
import { of, seen, succeeded } from './look';

type When = (op: Hypercall, look: Seen) => boolean;
const on = (when: When): Scope => of('hypercall', when);

const isPin: When = ({ nr, cpl = 0 }, { before: { profile, config } }) =>
  nr === rulesOf(profile).crHypercall && cpl === 0 && config.host.series !== 'none';
const a0 = ({ a0: value, mode }: Hypercall): bigint => (mode === '32' ? BigInt.asUintN(32, value) : value);
const a1 = ({ a1: value, mode }: Hypercall): bigint => (mode === '32' ? BigInt.asUintN(32, value) : value);
const a2 = ({ a2: value, mode }: Hypercall): bigint => (mode === '32' ? BigInt.asUintN(32, value) : value);
const pinnable = ({ before: { profile } }: Seen): bigint => rulesOf(profile).pinnableCr4;
/** Whether the third argument is there, and says something. */
const hasFlags: When = (op, look) =>
  isPin(op, look) && rulesOf(look.before.profile).pinFlags && a2(op) !== 0n;
const isQuery: When = (op, look) => hasFlags(op, look) && a0(op) === 0n && a1(op) === 0n && a2(op) === 1n;
const noSuch: When = (op, look) =>
  isPin(op, look) && !hasFlags(op, look) && ((a0(op) !== 0n && a0(op) !== 4n) || a1(op) === 0n);
const isMask: When = (op, look) => isPin(op, look) && !hasFlags(op, look) && !noSuch(op, look);
const isMaskOf =
  (cr: bigint): When =>
  (op, look) =>
    isMask(op, look) && a0(op) === cr;
const absent: When = (op, look) =>
  isMask(op, look) &&
  a0(op) === 4n &&
  (a1(op) & pinnable(look) & ~look.before.config.host.cr4) !== 0n &&
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
const by = (path: WriteCr['path']): Scope => writes((op, look) => op.path === path && clears(op, look));
/** The value of CR0 after a reset: CD, NW and ET. */
const isReset = ({ cr, value }: WriteCr): boolean => cr === 0 && value === 0x6000_0010n;
const byGuest = writes((op, look) => !isEmulated(op) && clears(op, look));

const FATE = ['outcome', 'error', 'fault', 'value', 'state.vcpus.**'];
const LINE = ['events', ...whole('blocked')];

const rebooted = (past: readonly Seen[]): boolean => past.some(({ op }) => op.op === 'reboot');

/** What speaks of the masks of a register. */
const MASKS = [
  ['HEKI-60', 0n],
  ['HEKI-120', 4n],
  ['HEKI-121', 4n],
] as const;

export const REGISTERS: readonly Row[] = [
  { id: 'HEKI-125', ...on(isQuery), fields: [...ANSWER, ...PINS] },
  { id: 'HEKI-126', ...on(hasFlags), fields: [...ANSWER, ...PINS] },
  ...['HEKI-59', 'HEKI-124'].map((id) => ({ id, ...on(noSuch), fields: [...ANSWER, ...PINS] })),
  { id: 'HEKI-83', ...on(absent), fields: [...ANSWER, ...PINS] },
  {
    id: 'HEKI-122',
    ...of('hypercall', (op, look, past) => isMask(op, look) && pinned(look) && rebooted(past)),
    fields: PINS,
  },
  { id: 'HEKI-61', ...on((op, look) => isMask(op, look) && (succeeded(look) || pinned(look))), fields: PINS },
  ...MASKS.flatMap(([id, cr]) => [
    { id, ...on(isMaskOf(cr)), fields: ANSWER },
    { id, ...on((op, look) => isMaskOf(cr)(op, look) && !pinned(look) && !absent(op, look)), fields: PINS },
  ]),
  ...['HEKI-59', 'HEKI-124'].map((id) => ({
    id,
    ...on((op, look) => isMask(op, look) && (a1(op) & (CR0_WP | pinnable(look))) !== 0n),
    fields: ANSWER,
  })),
  { id: 'HEKI-82', ...writes((op, look) => !isKnown(op) && pinned(look)), fields: [...FATE, ...LINE] },
  ...seen('HEKI-137', by('sregs'), [...FATE, ...LINE]),
  ...['HEKI-158', 'HEKI-159'].map((id) => ({ id, ...by('smm'), fields: [...FATE, ...LINE] })),
  { open: 'unspecified', ...by('smm'), fields: [...FATE, ...LINE] },
  {
    id: 'HEKI-110',
    ...writes((op, look) => isEmulated(op) && clears(op, look)),
    fields: ['outcome', 'error'],
  },
  { id: 'HEKI-111', ...byGuest, fields: ['outcome', 'fault'] },
  { id: 'HEKI-112', ...writes(clears), fields: ['outcome', 'fault'] },
  { id: 'HEKI-122', ...of('write_cr', (op, look, past) => clears(op, look) && rebooted(past)), fields: FATE },
  { id: 'HEKI-128', ...writes((op, look) => isReset(op) && clears(op, look)), fields: FATE },
  { id: 'HEKI-62', ...writes(clears), fields: FATE },
  { id: 'HEKI-123', ...writes((op, look) => isKnown(op) && !clears(op, look)), fields: [...FATE, ...LINE] },
  ...['HEKI-109', 'HEKI-127'].map((id) => ({ id, ...writes(clears), fields: LINE })),
  {
    id: 'HEKI-113',
    ...writes((op, look) => isKnown(op) && pinned(look) && (op.vcpu ?? 0) > 0),
    fields: FATE,
  },
  { open: 'unspecified', ...writes((op) => !isKnown(op)), fields: ['outcome', 'value', 'events.**'] },
];
