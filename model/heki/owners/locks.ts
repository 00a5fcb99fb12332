/** Owners: what the host's tables deny, and how a denied access looks to the guest. */
import { EXEC } from '../ranges';
import { FETCH_ACCESS, USER_ACCESS, WRITE_ACCESS } from '../access';
import type { GfnSlot } from '../state';
import { SLOTS } from '../state';
import type { Access } from '../types';
import { whole } from './lines';
import type { Row, Scope, Seen } from './look';
import { of, posted, seen, succeeded } from './look';

type When = (op: Access, look: Seen) => boolean;
const on = (when: When): Scope => of('access', when);

const gfnOf = ({ gpa }: Access): number => Number(gpa >> 12n);
const isFetch: When = (op) => op.path !== 'emulated' && (op.error_code & FETCH_ACCESS) !== 0n;
const isWrite: When = (op) =>
  op.path === 'emulated' || (op.error_code & (WRITE_ACCESS | FETCH_ACCESS)) === WRITE_ACCESS;
const byDevice: When = ({ path }) => path === 'device';
const byUser: When = (op) => (op.error_code & USER_ACCESS) !== 0n;
const denied: When = (_op, look) => !succeeded(look);

const held = (slots: readonly (GfnSlot | null)[]): readonly GfnSlot[] =>
  slots.filter((slot) => slot !== null);
const covered = (slots: readonly (GfnSlot | null)[], gfn: number): boolean =>
  held(slots).some(({ start, end }) => gfn >= start && gfn <= end);
const locked: When = (_op, { before }) => held(before.vm.write.slots).length > 0;
const lockedThis: When = (op, { before }) => covered(before.vm.write.slots, gfnOf(op));
const holed: When = (op, { before }) =>
  (before.config.host.no_memslot ?? []).some(
    ({ gfn_start, gfn_end }) => op.gpa >> 12n >= gfn_start && op.gpa >> 12n <= gfn_end,
  );
const executing: When = (_op, { before }) => before.vm.execLocked;
const exec = ({ before }: Seen): readonly GfnSlot[] => held(before.vm.exec.slots);
const oneOfSeveral: When = (op, look) => exec(look).length > 1 && covered(exec(look), gfnOf(op));
const refusedBefore: When = (_op, { before }) =>
  before.vm.exec.left < 2 && held(before.vm.exec.slots).length === SLOTS;
const freeSlot: When = (op, look) => !lockedThis(op, look) && look.before.vm.write.left > 1;
/** An accepted range that went below the table of EXEC ranges, as the code was posted. */
const overwritten = (past: readonly Seen[]): boolean =>
  past.some(
    ({ op, before, outcome }) =>
      op.op === 'hypercall' &&
      before.vm.exec.left === 0 &&
      outcome.outcome === 'ok' &&
      (op.array ?? []).some(({ attributes }) => (attributes & EXEC) !== 0n),
  );

const FATE = ['outcome', 'fault'];
const FORM = ['vector', 'error_code', 'address'];
const and =
  (...all: readonly When[]): When =>
  (op, look) =>
    all.every((one) => one(op, look));
const not =
  (one: When): When =>
  (op, look) =>
    !one(op, look);

const throughAddress: When = (op, look) => lockedThis(op, look) && (op.gva ?? 0n) !== 0n;

export const LOCKS: readonly Row[] = [
  ...seen('HEKI-136', on(and(byDevice, lockedThis)), [...FATE, 'events', 'events.*']),
  { id: 'HEKI-81', ...on(and(isFetch, byUser, executing)), fields: [...FATE, 'events', 'events.*'] },
  ...posted('HEKI-101', on(and(isFetch, byUser, denied)), [...FATE, 'events', 'events.*']),
  ...posted('HEKI-98', on(and(isFetch, executing, refusedBefore, denied)), FATE),
  ...posted(
    'HEKI-97',
    on(and(isFetch, executing, (op, look) => gfnOf(op) === 0 && covered(exec(look), 0))),
    FATE,
  ),
  ...posted('HEKI-96', on(and(isFetch, executing, oneOfSeveral)), FATE),
  {
    id: 'HEKI-77',
    ...on(and(isFetch, executing, not(byUser), (op, look) => covered(exec(look), gfnOf(op)))),
    fields: FATE,
  },
  { id: 'HEKI-76', ...on(and(isFetch, not(executing))), fields: FATE },
  { id: 'HEKI-58', ...on(and(isFetch, not(byUser))), fields: [...FATE, 'events', 'events.*'] },
  ...posted('HEKI-95', on(and(isWrite, freeSlot, (op) => gfnOf(op) === 0)), [...FATE, 'events.creating']),
  { id: 'HEKI-95', ...on(and(isWrite, freeSlot)), fields: FATE },
  { id: 'HEKI-72', ...on(and(isWrite, not(lockedThis))), fields: [...FATE, 'events', 'events.*'] },
  { id: 'HEKI-108', ...on(and(isWrite, holed, lockedThis)), fields: FATE },
  ...posted('HEKI-94', on(and(isWrite, (_op, { before }) => before.vm.stray !== null, not(denied))), FATE),
  ...posted(
    'HEKI-99',
    {
      ops: ['access'],
      when: (look, past) => isWrite(look.op as Access, look) && succeeded(look) && overwritten(past),
    },
    FATE,
  ),
  { id: 'HEKI-138', ...on(and(isWrite, throughAddress)), fields: FATE },
  {
    id: 'HEKI-54',
    ...on((op, look) => locked(op, look) && !isFetch(op, look)),
    fields: [...FATE, 'events', 'events.*'],
  },
  { id: 'HEKI-80', ...on(denied), fields: FORM },
  { id: 'HEKI-114', ...on(denied), fields: ['events', ...whole('creating')] },
  {
    open: 'unspecified',
    ...on((op, look) => !locked(op, look) && !isFetch(op, look) && !isWrite(op, look)),
    fields: [...FATE, 'events.**'],
  },
];
