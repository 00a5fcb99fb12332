/** Owners: how the kernel is built, what its command line says, and who may write the flag. */
import { parseBool, parseDecimal } from '../command-line';
import { rulesOf } from '../profiles';
import type { Op } from '../types';
import type { GuestLine } from './lines';
import { GUEST_LINES, memberOf, whole } from './lines';
import type { Row, Seen } from './look';
import { built, happened, of, seen, turnedDown } from './look';

const valueOf = (op: Op): string | null =>
  op.op === 'param' ? (/^heki=([^]*)$/.exec(op.parameter ?? '')?.[1] ?? null) : null;
const isFlag = (op: Op): boolean => op.op === 'param' && !(op.parameter ?? 'heki=').startsWith('heki_test=');
const isValid = (op: Op): boolean => isFlag(op) && parseBool(valueOf(op)) !== null;
const isInvalid = (op: Op): boolean => isFlag(op) && parseBool(valueOf(op)) === null;
const numberOf = (op: Op): bigint | null =>
  op.op === 'param' ? parseDecimal((op.parameter ?? '').replace('heki_test=', '')) : null;
const secondDecides = (op: Op): boolean => isFlag(op) && /^[oO]/.test(valueOf(op) ?? '');
const isTest = (op: Op): boolean => op.op === 'param' && !isFlag(op);
const aboveFour = (op: Op): boolean => isTest(op) && (numberOf(op) ?? 0n) > 4n;

/** Whether a valid word came before, since the kernel booted. */
const wordBefore = (past: readonly Seen[]): boolean => happened(past, 'param', ({ op }) => isValid(op));

export const COMMAND_LINE: readonly Row[] = [
  { id: 'HEKI-07', ops: ['set_flag'], fields: ['outcome', 'fault', 'state.guest.enabled'] },
  {
    id: 'HEKI-06',
    ...of('param', (op, _look, past) => isFlag(op) && wordBefore(past)),
    fields: ['state.guest.enabled'],
  },
  { id: 'HEKI-04', ...of('param', isInvalid), fields: ['state.guest.enabled'] },
  { id: 'HEKI-105', ...of('param', isInvalid), fields: memberOf('text', ['invalid-option']) },
  { id: 'HEKI-02', ...of('param', isValid), fields: ['state.guest.enabled'] },
  { id: 'HEKI-03', ...of('param', isFlag), fields: ['state.guest.enabled', 'events', 'events.*'] },
  { id: 'HEKI-104', ...of('param', secondDecides), fields: ['state.guest.enabled', 'events', 'events.*'] },
  { id: 'HEKI-105', ...of('param', isInvalid), fields: ['events', 'events.*'] },
  { id: 'HEKI-05', ...of('param', isFlag), fields: ['result'] },
  ...seen('HEKI-103', of('param', aboveFour), ['state.guest.test']),
  { id: 'HEKI-118', ...of('param', isTest), fields: ['result'] },
  {
    id: 'HEKI-117',
    ...of('param', isTest),
    fields: ['state.guest.test', 'events', 'events.*', ...whole('invalid-test')],
  },
];

/** Whether the kernel may have Heki at all. */
const isAvailable = ({ before: { config, profile } }: Seen): boolean =>
  config.kernel.arch === 'x86-64' && !(config.kernel.jump_label && rulesOf(profile).jumpLabelsForbid);
const hasJumpLabels = ({ before }: Seen): boolean => before.config.kernel.jump_label;

export const BUILD: readonly Row[] = [
  { id: 'HEKI-146', when: (look) => !isAvailable(look), fields: ['state.guest.built'] },
  { id: 'HEKI-10', when: isAvailable, fields: ['state.guest.built'] },
  { id: 'HEKI-156', when: (look) => isAvailable(look) && hasJumpLabels(look), fields: ['state.guest.built'] },
  { id: 'HEKI-155', when: isAvailable, fields: ['state.guest.built'] },
  { id: 'HEKI-10', ops: ['param', 'plug', 'set_flag'], fields: ['outcome'] },
  { open: 'derived', ops: ['mark_readonly'], fields: ['outcome'] },
  {
    id: 'HEKI-146',
    ops: ['early_init', 'late_init'],
    when: (look) => !built(look) && !turnedDown(look),
    fields: ['outcome', 'calls.**', 'events.**'],
  },
  {
    id: 'HEKI-09',
    ops: ['early_init', 'late_init', 'boot'],
    when: (look) => !built(look),
    fields: ['outcome', 'calls.**', 'events.**'],
  },
];

/** The lines that WARN writes. */
const WARNED: readonly GuestLine[] = ['protect-failed', 'lock-failed', 'enforce-failed'];
const LOGGED = GUEST_LINES.filter((name) => !WARNED.includes(name));

/** Level and prefix of whatever line the guest's part writes. */
export const FORM: readonly Row[] = [
  { id: 'HEKI-08', fields: [...memberOf('level', LOGGED), ...memberOf('prefix', LOGGED)] },
  { id: 'HEKI-106', fields: [...memberOf('level', WARNED), ...memberOf('prefix', WARNED)] },
];
