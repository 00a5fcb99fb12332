/** Who speaks of the delivery of signals, of sigreturn, and of what becomes of a fault. */
import { BIT63, PAGE, TASK_SIZE_MAX } from '../abi';
import { copyFromUser } from '../access';
import type { HandlerEvent } from '../types';
import { frameIsGone, handlerOf as registered, hasNoFrame } from './altstack';
import type { Row, Seen, When } from './look';
import * as at from './look';

const { FAULT, FRAMES, HANDLER, SSP, WORDS } = at;
const ENDS = ['events.signal', 'events.signal.*', 'events.killed', 'events.killed.*'] as const;
const ENTRIES = [...HANDLER, SSP, WORDS] as const;

const handlerOf = ({ outcome }: Seen): HandlerEvent | undefined =>
  outcome.events?.find((event): event is HandlerEvent => event.event === 'handler');

/** Whether the kernel told the program by a further SIGSEGV. */
const toldAgain = ({ outcome }: Seen): boolean =>
  outcome.events?.some(({ event }) => event === 'signal') ?? false;

/** Whether a handler began on the alternate stack. */
function onAltstack(look: Seen): boolean {
  const now = look.after.threads.find(({ id }) => id === at.actor(look)?.id);
  return handlerOf(look) !== undefined && (now?.frames?.at ?? null) !== null;
}

const delivers: When<'signal'> = (_op, look) => at.succeeds(look) && handlerOf(look) !== undefined;
const refused: When<'signal'> = (_op, look) => at.faults(look, 'none') && !hasNoFrame(look);
/** Whether a handler has no restorer, or with the feature on one at 0. */
function lacksRestorer(look: Seen): boolean {
  const restorer = registered(look)?.restorer;
  return restorer === null || (restorer === 0n && at.isOn(look));
}

/** Whether SSP is such that nothing can be pushed. */
const isOdd = (look: Seen): boolean => at.sspOf(look) === 0n || (at.sspOf(look) & 7n) !== 0n;

const compat: When<'signal'> = (_op, look) => registered(look)?.compat === true && at.isOn(look);

/** A delivery that stopped at its entries, and was followed by that of a SIGSEGV. */
const failed = (look: Seen): boolean =>
  at.isOn(look) && (at.faults(look, 'none') || toldAgain(look)) && look.op.op !== 'sigreturn';

/** Bytes of the stack below SSP. */
function roomBelow(look: Seen): bigint {
  const ssp = at.sspOf(look);
  const stack = at.mapsOf(look).find(({ start, end, shadow }) => shadow && start <= ssp && ssp <= end);
  return stack ? ssp - stack.start : 0n;
}

const nearBase = (look: Seen): boolean =>
  at.isOn(look) && registered(look) !== undefined && roomBelow(look) <= 32n;

/** The 8 bytes at SSP. */
function entryOf(look: Seen): bigint | null {
  const space = look.before.spaces.find(({ id }) => id === at.actor(look)?.space);
  return space ? copyFromUser(space, at.sspOf(look)) : null;
}

/** Whether somebody besides a delivery wrote the entry at SSP. */
function forged(look: Seen, past: readonly Seen[]): boolean {
  const ssp = at.sspOf(look);
  return at.earlier(past, ['wrss', 'ptrace_poke', 'store'], ({ addr }) => addr === ssp);
}

const returns: When<'sigreturn'> = (_op, look) => at.isOn(look) && !frameIsGone(look);
const accepted: When<'sigreturn'> = (_op, look) => at.isOn(look) && at.succeeds(look);
const turnedAway: When<'sigreturn'> = (_op, look) =>
  at.isOn(look) && at.faults(look, 'none') && !frameIsGone(look);

/** Whether the handler has not returned to its restorer. */
const byHandler: When<'sigreturn'> = (_op, look) => {
  const frames = at.actor(look)?.frames;
  return at.isOn(look) && frames?.kind === 'call' && frames.below?.kind === 'signal';
};

const interrupted = (look: Seen): boolean => at.signalFrame(at.actor(look)?.frames ?? null) !== null;

/** Whether the feature was turned on or off since the last signal came. */
const changedInHandler: When<'sigreturn'> = (_op, look, past) => {
  const now = at.since(past, (then) => handlerOf(then) !== undefined);
  const changed = at.earlier(
    now,
    ['arch_prctl'],
    (call, then) => ['ENABLE', 'DISABLE', 'UNLOCK'].includes(at.commandOf(call) ?? '') && at.succeeds(then),
  );
  return interrupted(look) && changed && at.isOn(look) === at.faults(look);
};

const onFrameOfAltstack = (look: Seen): boolean =>
  (at.signalFrame(at.actor(look)?.frames ?? null)?.at ?? null) !== null;

/** Whether what stands in the signal frame would lead elsewhere. */
const framesDiffer: When<'sigreturn'> = (op, look, past) => {
  const frame = at.signalFrame(at.actor(look)?.frames ?? null);
  return returns(op, look, past) && frame !== null && frame.value !== entryOf(look);
};

export const SIGNAL_ROWS: readonly Row[] = [
  at.owns('SHSTK-108', ['sigaction'], at.RESULT, ({ entry }) => entry === '32'),
  at.owns('SHSTK-108', ['signal'], [...FAULT, ...ENTRIES, ...ENDS], compat),
  at.owns('SHSTK-105', ['signal'], [...FAULT, ...ENTRIES, ...ENDS], (_op, look) => nearBase(look)),
  at.owns('SHSTK-149', ['signal'], [...FAULT, ...ENDS], (_op, look) => lacksRestorer(look)),
  at.owns(
    'SHSTK-150',
    ['signal'],
    [...FAULT, ...ENDS],
    (op, look, past) => refused(op, look, past) && isOdd(look),
  ),
  at.owns('SHSTK-50', ['signal'], [...FAULT, ...ENDS], refused),
  at.ownsAlways('SHSTK-50', [...ENDS, ...HANDLER], (look) => at.isOn(look) && toldAgain(look)),
  at.ownsAlways('SHSTK-106', [...ENTRIES, ...ENDS], failed),
  at.owns('SHSTK-101', ['sigreturn'], ENTRIES, turnedAway),
  at.ownsAlways(
    'SHSTK-07',
    [...HANDLER, SSP, WORDS, 'state.threads.*.frames.*.altstack'],
    (look) => at.isOn(look) && onAltstack(look),
  ),
  at.owns('SHSTK-08', ['signal'], [...FAULT, ...HANDLER], (_op, look) => at.isOn(look) && onAltstack(look)),
  at.owns(
    'SHSTK-54',
    ['signal'],
    [...HANDLER, SSP, WORDS],
    (op, look, past) => delivers(op, look, past) && at.isOn(look),
  ),
  at.owns(
    'SHSTK-53',
    ['signal'],
    [...HANDLER, SSP, WORDS, ...FRAMES],
    (op, look, past) => delivers(op, look, past) && at.isOn(look),
  ),
  at.owns(
    'SHSTK-49',
    ['signal'],
    [...FAULT, ...ENTRIES, ...FRAMES],
    // With the feature off one that the 32-bit entry took is of 32-bit code.
    (op, look, past) => delivers(op, look, past) && registered(look)?.compat !== true,
  ),
  at.ownsAlways('SHSTK-49', ENTRIES, (look) => at.faults(look) && handlerOf(look) !== undefined),
  at.ownsAlways('SHSTK-56', ['events.log', 'events.log.*'], (look) => at.faults(look)),
];

const wordAtSsp = (look: Seen): bigint => entryOf(look) ?? 0n;
const isAligned = (look: Seen): boolean => at.isShadow(look, at.sspOf(look)) && (at.sspOf(look) & 7n) === 0n;
const isMarked = (look: Seen): boolean => isAligned(look) && (wordAtSsp(look) & BIT63) !== 0n;

/** A sigreturn that is refused for what it finds. */
const refuses = (id: string, why: (look: Seen) => boolean): Row =>
  at.owns(
    id,
    ['sigreturn'],
    ['outcome', SSP],
    (op, look, past) => returns(op, look, past) && at.faults(look) && why(look),
  );

export const SIGRETURN_ROWS: readonly Row[] = [
  at.owns(
    'SHSTK-137',
    ['sigreturn'],
    FRAMES,
    (op, look, past) => turnedAway(op, look, past) && interrupted(look) && handlerOf(look) !== undefined,
  ),
  at.owns('SHSTK-104', ['sigreturn'], [...FAULT, SSP, ...FRAMES], changedInHandler),
  at.owns('SHSTK-144', ['sigreturn'], [...FAULT, SSP, ...FRAMES], (_op, look) => !at.isOn(look)),
  at.owns('SHSTK-103', ['sigreturn'], [...FAULT, SSP], byHandler),
  at.owns('SHSTK-54', ['sigreturn'], [...FAULT, SSP], returns),
  at.owns(
    'SHSTK-98',
    ['sigreturn'],
    ['outcome'],
    (op, look, past) => accepted(op, look, past) && forged(look, past),
  ),
  at.owns(
    'SHSTK-102',
    ['sigreturn'],
    ['outcome'],
    (op, look, past) => accepted(op, look, past) && elsewhere(look),
  ),
  at.owns('SHSTK-05', ['sigreturn'], ['outcome', SSP], framesDiffer),
  at.owns(
    'SHSTK-06',
    ['sigreturn'],
    ['outcome'],
    (op, look, past) =>
      turnedAway(op, look, past) &&
      (at.sspOf(look) & (PAGE - 1n)) === 0n &&
      at.mapping(look, at.sspOf(look)) === null,
  ),
  at.owns(
    'SHSTK-52',
    ['sigreturn'],
    ['outcome'],
    (op, look, past) =>
      returns(op, look, past) && (at.sspOf(look) & (PAGE - 1n)) === 0n && !at.isShadow(look, at.sspOf(look)),
  ),
  at.owns(
    'SHSTK-100',
    ['sigreturn'],
    ['outcome'],
    (op, look, past) => returns(op, look, past) && at.mapping(look, at.sspOf(look))?.shadow === false,
  ),
  refuses('SHSTK-199', (look) => (at.sspOf(look) & 7n) !== 0n),
  refuses('SHSTK-196', (look) => isAligned(look) && (wordAtSsp(look) & BIT63) === 0n),
  refuses('SHSTK-197', (look) => isMarked(look) && (wordAtSsp(look) & 7n) !== 0n),
  refuses('SHSTK-198', (look) => isMarked(look) && (wordAtSsp(look) ^ BIT63) >= TASK_SIZE_MAX),
  at.owns(
    'SHSTK-51',
    ['sigreturn'],
    ['outcome', SSP],
    (op, look, past) => returns(op, look, past) && at.succeeds(look),
  ),
  at.owns('SHSTK-06', ['sigreturn'], ['outcome'], turnedAway),
  at.owns(
    'SHSTK-08',
    ['sigreturn'],
    [...FAULT, SSP],
    (op, look, past) => accepted(op, look, past) && onFrameOfAltstack(look),
  ),
  at.owns(
    'SHSTK-53',
    ['sigreturn'],
    [...FAULT, SSP, ...FRAMES],
    (op, look, past) => accepted(op, look, past) && interrupted(look),
  ),
  at.owns('SHSTK-101', ['sigreturn'], FAULT.slice(1), turnedAway),
];

/** Whether the entry is on another shadow stack than the one that the kernel made for the thread. */
function elsewhere(look: Seen): boolean {
  const { base = 0n, size = 0n } = at.actor(look) ?? {};
  const ssp = at.sspOf(look);
  return at.isShadow(look, ssp) && (ssp < base || ssp >= base + size);
}
