/** Owners: the host's hypercalls, and what a request to lock ranges comes to. */
import { once } from '../../core/once';
import { CHECKS } from '../hypercall-checks';
import type { Request, RequestCheck } from '../hypercall-checks';
import { EXEC, NOWRITE, PA_RANGE_BYTES } from '../ranges';
import { GFN_MAX } from '../lock-ranges';
import { rulesOf } from '../profiles';
import { SLOTS } from '../state';
import type { Hypercall, PaRange } from '../types';
import { memberOf, says, whole } from './lines';
import type { Row, Scope, Seen } from './look';
import { errorOf, of, posted, seen, succeeded } from './look';

const ANSWER = ['outcome', 'error', 'value'];
const SLOT_TABLES = ['state.host.write_slots.**', 'state.host.exec_slots.**', 'state.host.stray.**'];
const LOCKED = ['state.host.exec_locked', 'state.host.stripped.**'];
const TABLES = [...SLOT_TABLES, ...LOCKED];
const WRITE = ['state.host.write_slots.**'];

/** Whether the call comes from the guest's kernel, to a host with Heki. */
const heard = ({ cpl = 0 }: Hypercall, { before }: Seen): boolean =>
  cpl === 0 && before.config.host.series !== 'none';
const isRequest = (op: Hypercall, look: Seen): boolean =>
  heard(op, look) && op.nr === rulesOf(look.before.profile).rangesHypercall;

function requestOf(op: Hypercall): Request {
  const cut = (value: bigint): bigint => (op.mode === '32' ? BigInt.asUintN(32, value) : value);
  return { gpa: cut(op.a0), size: cut(op.a1), flags: cut(op.a2), op };
}

/** What speaks against the request as a whole. */
function reasons(op: Hypercall): readonly RequestCheck[] {
  return Object.values(CHECKS).filter((check: RequestCheck) => check.refuses(requestOf(op)));
}

const NOTHING: PaRange = { gfn_start: 0n, gfn_end: 0n, attributes: 0n };

/** The ranges that the host comes to look at; none where the request is refused as a whole. */
function rangesOf(op: Hypercall, look: Seen): readonly PaRange[] {
  if (!isRequest(op, look) || reasons(op).length > 0) return [];
  const count = Number(requestOf(op).size) / PA_RANGE_BYTES;
  return Array.from({ length: count }, (_, i) => op.array?.[i] ?? NOTHING);
}

interface Walk {
  readonly accepted: readonly PaRange[];
  readonly refused: PaRange | null;
}

/** The ranges that were locked, each with a line, and the one at which the request ended. */
const walk = once((look: Seen): Walk => {
  const ranges = rangesOf(look.op as Hypercall, look);
  const locked = (look.outcome.events ?? []).filter((event) => says([event], 'locking')).length;
  return { accepted: ranges.slice(0, locked), refused: succeeded(look) ? null : (ranges[locked] ?? null) };
});

const has =
  (bits: bigint) =>
  (range: PaRange | null): boolean =>
    range !== null && (range.attributes & bits) === bits;
const isMalformed = ({ gfn_start, gfn_end, attributes }: PaRange): boolean =>
  gfn_start > GFN_MAX || gfn_end > GFN_MAX || gfn_start > gfn_end || attributes === 0n || attributes > 3n;
const isLong = ({ gfn_start, gfn_end }: PaRange): boolean => gfn_end - gfn_start >= 0xfffffn;

type When = (op: Hypercall, look: Seen) => boolean;
const on = (when: When): Scope => of('hypercall', when);

const twoReasons: When = (op, look) =>
  isRequest(op, look) && new Set(reasons(op).map(({ error }) => error)).size > 1;
const isEmpty: When = (op, look) =>
  isRequest(op, look) && requestOf(op).size === 0n && reasons(op).length === 0;
const lockedSome: When = (_op, look) => walk(look).accepted.length > 0;
const malformed: When = (_op, look) => errorOf(look) === 'EINVAL' && walk(look).refused !== null;
const unknownExec: When = (op, look) => {
  const { refused } = walk(look);
  return malformed(op, look) && refused !== null && !isMalformed(refused) && has(EXEC)(refused);
};
/** Whether the request was looked at range by range, and ended at one. */
const refusedAtARange: When = (op, look) => !succeeded(look) && rangesOf(op, look).length > 0;
const partial: When = (op, look) => !succeeded(look) && lockedSome(op, look);
const withoutMbec: When = (_op, look) => says(look.outcome.events, 'no-mbec') && walk(look).refused !== null;
const half: When = (op, look) => withoutMbec(op, look) && has(NOWRITE | EXEC)(walk(look).refused);
const withoutTdp: When = (op, look) =>
  !look.before.config.host.tdp_mmu &&
  look.before.config.host.series === '8/9' &&
  rangesOf(op, look).some(has(EXEC)) &&
  (succeeded(look) || errorOf(look) === 'EOPNOTSUPP') &&
  !says(look.outcome.events, 'no-mbec');
const noSlot: When = (_op, look) => errorOf(look) === 'E2BIG' && walk(look).refused !== null;
const noWriteSlot: When = (op, look) => {
  const { accepted, refused } = walk(look);
  const used = look.before.vm.write.slots.filter((slot) => slot !== null).length;
  return noSlot(op, look) && has(NOWRITE)(refused) && used + accepted.filter(has(NOWRITE)).length >= SLOTS;
};
const noExecSlot: When = (op, look) => noSlot(op, look) && !noWriteSlot(op, look);
/** A range for a full table, which was not stored in it although the host reports success. */
const below =
  (of: 'write' | 'exec', bits: bigint): When =>
  (_op, look) =>
    succeeded(look) && walk(look).accepted.some(has(bits)) && look.before.vm[of].left === 0;
const stores =
  (bits: bigint): When =>
  (_op, look) =>
    walk(look).accepted.some(has(bits));
const bothTables: When = (op, look) => noWriteSlot(op, look) && has(EXEC)(walk(look).refused);
/** More than one range stored in a table, in one request or in several. */
const several =
  (bits: bigint, table: 'write' | 'exec'): When =>
  (op, look) =>
    walk(look).accepted.filter(has(bits)).length > 1 ||
    (stores(bits)(op, look) && look.before.vm[table].left <= SLOTS);
const holed: When = (_op, look) => {
  const holes = look.before.config.host.no_memslot ?? [];
  return walk(look).accepted.some(
    (range) =>
      has(NOWRITE)(range) &&
      holes.some((hole) => hole.gfn_start <= range.gfn_end && hole.gfn_end >= range.gfn_start),
  );
};
const stored: When = (op, look) => rangesOf(op, look).some(has(EXEC));
/** Execution locked with more than one EXEC range to allow it in. */
const inSeveral: When = (op, look) =>
  stored(op, look) && look.after.vm.exec.slots.filter((slot) => slot !== null).length > 1;
const isUnknown: When = ({ nr, cpl = 0 }, { before: { config, profile } }) => {
  const { rangesHypercall, crHypercall } = rulesOf(profile);
  const known = config.host.series !== 'none' && (nr === rangesHypercall || nr === crHypercall);
  return cpl === 0 && !known;
};

/** After a request that ended for want of a slot of the same table. */
const further = (one: When): Scope =>
  of(
    'hypercall',
    (op, look, past) =>
      one(op, look) && past.some((earlier) => earlier.op.op === 'hypercall' && one(earlier.op, earlier)),
  );

/** What speaks of a request as a whole, by the checks that refuse it. */
const WHOLE: readonly (readonly [string, ...RequestCheck['name'][]])[] = [
  ['HEKI-50', 'flags', 'multiple'],
  ['HEKI-139', 'too-big'],
  ['HEKI-140', 'host-memory'],
  ['HEKI-141', 'readable'],
];

export const REQUESTS: readonly Row[] = [
  {
    id: 'HEKI-68',
    ...on(({ cpl = 0 }) => cpl !== 0),
    fields: [...ANSWER, ...TABLES, 'state.host.pin_cr0', 'state.host.pin_cr4'],
  },
  {
    id: 'HEKI-116',
    ...on(({ cpl = 0, mode }) => cpl === 0 && mode === '32'),
    fields: [...ANSWER, ...TABLES, 'state.host.pin_cr0', 'state.host.pin_cr4'],
  },
  { id: 'HEKI-93', ...on(isUnknown), fields: [...ANSWER, ...TABLES] },
  ...seen('HEKI-70', on(stores(NOWRITE)), ['state.host.write_slots.*.slot', 'state.host.exec_slots.*.slot']),
  ...seen('HEKI-67', on(twoReasons), ['error', 'value']),
  ...WHOLE.map(([id, ...checks]) => ({
    id,
    ...on((op, look) => isRequest(op, look) && reasons(op).some(({ name }) => checks.includes(name))),
    fields: [...ANSWER, ...TABLES, ...whole('locking')],
  })),
  ...seen('HEKI-66', on(isEmpty), [...ANSWER, ...TABLES]),
  { id: 'HEKI-76', ...on(refusedAtARange), fields: LOCKED },
  { id: 'HEKI-57', ...on(unknownExec), fields: [...ANSWER, ...SLOT_TABLES] },
  { id: 'HEKI-51', ...on(malformed), fields: ANSWER },
  ...seen('HEKI-74', on(half), [...WRITE, ...whole('locking')]),
  {
    id: 'HEKI-142',
    ...on(withoutMbec),
    fields: [...ANSWER, 'state.host.exec_slots.**', ...whole('no-mbec')],
  },
  { id: 'HEKI-79', ...on(withoutTdp), fields: ['outcome', 'state.host.exec_locked'] },
  ...posted('HEKI-100', on(withoutTdp), [
    ...ANSWER,
    'events.splat',
    'state.host.exec_locked',
    ...whole('locking', 'locked-exec'),
  ]),
  // The series does not say how a host refuses what it cannot carry out for want of the TDP MMU.
  {
    open: 'unspecified',
    ...on((op, look) => withoutTdp(op, look) && !succeeded(look)),
    fields: ['error', 'value', 'events.**', ...WRITE, 'state.host.exec_slots.**'],
  },
  ...posted('HEKI-94', on(below('write', NOWRITE)), [
    ...ANSWER,
    'state.host.stray.**',
    ...WRITE,
    ...whole('locking'),
  ]),
  ...posted('HEKI-99', on(below('exec', EXEC)), [...ANSWER, ...WRITE, 'state.host.exec_slots.**']),
  {
    id: 'HEKI-71',
    ...further(noWriteSlot),
    fields: [...ANSWER, ...WRITE, 'state.host.stray.**', ...whole('locking')],
  },
  { id: 'HEKI-78', ...further(noExecSlot), fields: [...ANSWER, ...WRITE, ...whole('locking')] },
  ...seen('HEKI-102', on(bothTables), ['state.host.exec_slots.**']),
  { id: 'HEKI-144', ...on(noWriteSlot), fields: [...ANSWER, ...WRITE] },
  { id: 'HEKI-75', ...on(noExecSlot), fields: [...ANSWER, 'state.host.exec_slots.**'] },
  ...seen(
    'HEKI-69',
    on((_op, look) => walk(look).accepted.some(isLong)),
    ANSWER,
  ),
  { id: 'HEKI-73', ...on((op, look) => holed(op, look) && look.before.vm.warned), fields: ['events.splat'] },
  { id: 'HEKI-55', ...on(holed), fields: [...ANSWER, 'events.splat'] },
  { id: 'HEKI-75', ...on((op, look) => succeeded(look) && several(EXEC, 'exec')(op, look)), fields: ANSWER },
  { id: 'HEKI-143', ...on((op, look) => succeeded(look) && stores(EXEC)(op, look)), fields: ANSWER },
  {
    id: 'HEKI-53',
    ...on((op, look) => succeeded(look) && several(NOWRITE, 'write')(op, look)),
    fields: ANSWER,
  },
  { id: 'HEKI-51', ...on((op, look) => lockedSome(op, look) && succeeded(look)), fields: ANSWER },
  { id: 'HEKI-52', ...on(partial), fields: [...SLOT_TABLES, 'events.locking'] },
  {
    id: 'HEKI-76',
    ...on(stored),
    fields: ['state.host.exec_locked', 'state.host.stripped.**', ...whole('locked-exec')],
  },
  { id: 'HEKI-77', ...on(inSeveral), fields: [...whole('allowing', 'denying'), 'state.host.stripped.**'] },
  ...posted('HEKI-96', on(inSeveral), [...whole('allowing', 'denying'), 'state.host.stripped.**']),
  {
    id: 'HEKI-58',
    ...on(stored),
    fields: [...whole('allowing', 'denying'), 'state.host.stripped.**', 'state.host.exec_locked'],
  },
  {
    id: 'HEKI-76',
    ...on((op, look) => lockedSome(op, look) && !stored(op, look)),
    fields: ['state.host.exec_locked', 'events.locked-exec'],
  },
  { id: 'HEKI-53', ...on(several(NOWRITE, 'write')), fields: ['state.host.write_slots'] },
  { id: 'HEKI-53', ...on(stores(NOWRITE)), fields: WRITE },
  {
    id: 'HEKI-13',
    ...on(lockedSome),
    fields: [
      'state.host.write_slots.*.gfn_start',
      'state.host.write_slots.*.gfn_end',
      'events.locking.values.*',
    ],
  },
  {
    id: 'HEKI-12',
    ...on(lockedSome),
    fields: ['events.locking.nowrite', 'events.locking.exec', 'state.host.write_slots'],
  },
  { id: 'HEKI-75', ...on(stores(EXEC)), fields: ['state.host.exec_slots.**', 'state.host.write_slots'] },
  { id: 'HEKI-51', ...on((op, look) => malformed(op, look) && !lockedSome(op, look)), fields: SLOT_TABLES },
  { id: 'HEKI-56', ...on(lockedSome), fields: ['events', ...whole('locking')] },
  { id: 'HEKI-49', ...on(isRequest), fields: ANSWER },
];

/** What the host writes on behalf of a backend, and in whatever else it does. */
export const HOST_WORK: readonly Row[] = [
  { id: 'HEKI-142', fields: [...memberOf('text', ['no-mbec']), 'events.no-mbec', 'events.no-mbec.newline'] },
  { id: 'HEKI-76', fields: whole('locked-exec') },
  { id: 'HEKI-58', fields: whole('allowing', 'denying') },
  { id: 'HEKI-56', fields: whole('locking') },
];
