/** Who speaks of calls and returns. */
import { SHSTK_EN } from '../abi';
import type { Frame } from '../state';
import type { Row, Seen, When } from './look';
import * as at from './look';
import { begunAnew } from './past';

const { FAULT, FRAMES, SSP, WORDS } = at;
const CODE = [...FAULT, 'error_code'] as const;

const frameOf = (look: Seen): Frame | null => at.actor(look)?.frames ?? null;

/** Whether the return is that of a handler to its restorer. */
const fromHandler: When<'ret'> = (_op, look) => frameOf(look)?.below?.kind === 'signal';

/** Whether the frame was there before the feature was turned on. */
function olderThanEnable(look: Seen, past: readonly Seen[]): boolean {
  const id = at.actor(look)?.id;
  const begun = past.findLast((then) => {
    const now = then.after.threads.find((one) => one.id === id);
    return at.isThread(then.op, id) && !at.isOn(then) && (now?.features ?? 0) !== 0;
  });
  return begun !== undefined && (frameOf(look)?.depth ?? 0) <= (frameOf(begun)?.depth ?? 0);
}

/** Whether the frame was there before a fork, of which the thread came or which it made. */
function olderThanFork(look: Seen, past: readonly Seen[]): boolean {
  const id = at.actor(look)?.id ?? 0;
  return at.earlier(past, ['clone'], (op, then) => {
    const child = then.outcome.outcome === 'ok' ? then.outcome.value : undefined;
    return (
      !op.vm &&
      !op.vfork &&
      (op.thread === id || child === BigInt(id)) &&
      (frameOf(look)?.depth ?? 0) <= (frameOf(then)?.depth ?? 0)
    );
  });
}

/** Whether a vfork child has lived and gone on the thread's stack; with `disabled`, one that turned its feature off. */
function afterVfork(look: Seen, past: readonly Seen[], disabled: boolean): boolean {
  const id = at.actor(look)?.id;
  return at.earlier(past, ['clone'], (op, then) => {
    if (op.thread !== id || !op.vm || !op.vfork || then.outcome.outcome !== 'ok') return false;
    const child = Number(then.outcome.value);
    const ended = at.earlier(past, ['exit', 'execve'], ({ thread }) => thread === child);
    return (
      ended &&
      (!disabled ||
        at.earlier(past, ['arch_prctl'], (call) => call.thread === child && at.commandOf(call) === 'DISABLE'))
    );
  });
}

const on = (look: Seen): boolean => at.isEnabled(look, SHSTK_EN);

const JUMPED = [...CODE, SSP, ...FRAMES] as const;

/** Where the thread has set its stack pointer itself. */
function jumps(look: Seen, past: readonly Seen[]): readonly Seen[] {
  const id = at.actor(look)?.id;
  return past.filter(({ op }) => op.op === 'move_rsp' && op.thread === id);
}

const isSwitch = ({ op }: Seen): boolean => op.op === 'move_rsp' && op.stack !== undefined;

/** Whether a signal frame was among those that a jump left. */
function leavesHandler(look: Seen): boolean {
  const left = look.after.threads.find(({ id }) => id === at.actor(look)?.id)?.frames;
  return at.signalFrame(frameOf(look)) !== at.signalFrame(left ?? null);
}

/** A CALL whose push has nowhere to go. */
const pushFails: When<'call'> = (_op, look) =>
  on(look) && at.faults(look) && at.sspOf(look) !== 0xffff_ffff_ff60_0000n;
const atBase = (look: Seen): boolean =>
  at.mapsOf(look).some(({ start, shadow }) => shadow && start === at.sspOf(look));

/** Whether the innermost frame is that of a function with a return probe. */
function isProbed(look: Seen, past: readonly Seen[]): boolean {
  const id = at.actor(look)?.id;
  return at.earlier(past, ['uretprobe'], (op) => op.thread === id && op.trampoline === frameOf(look)?.value);
}

export const RETURN_ROWS: readonly Row[] = [
  at.owns('SHSTK-155', ['uretprobe'], [...FAULT, ...FRAMES, at.RETURN_ADDRESS], (_op, look) =>
    at.faults(look),
  ),
  at.owns('SHSTK-154', ['uretprobe'], ['outcome', ...FRAMES, at.RETURN_ADDRESS, SSP, WORDS], (_op, look) =>
    at.succeeds(look),
  ),
  at.owns('SHSTK-154', ['ret'], [...CODE, SSP, ...FRAMES], (_op, look, past) => isProbed(look, past)),
  at.owns('SHSTK-109', ['call'], [...FAULT, SSP, WORDS], ({ to }) => to === 'vsyscall'),
  at.owns(
    'SHSTK-91',
    ['call'],
    [...FAULT, 'events.*', 'events.*.*'],
    (op, look, past) => pushFails(op, look, past) && atBase(look),
  ),
  at.owns(
    'SHSTK-41',
    ['call'],
    FAULT,
    (op, look, past) => pushFails(op, look, past) && at.mapping(look, at.sspOf(look) - 8n)?.shadow === false,
  ),
  at.owns('SHSTK-99', ['call'], FAULT, (op, look, past) => pushFails(op, look, past) && !atBase(look)),
  at.owns(
    'SHSTK-48',
    ['call', 'ret'],
    FAULT,
    (_op, look, past) => at.succeeds(look) && afterVfork(look, past, false),
  ),
  at.owns('SHSTK-55', ['call'], [...FAULT, SSP, WORDS], (_op, look) => on(look) && at.succeeds(look)),

  at.owns('SHSTK-147', ['ret'], JUMPED, (_op, look, past) => on(look) && jumps(look, past).some(isSwitch)),
  at.owns(
    'SHSTK-146',
    ['ret'],
    JUMPED,
    (_op, look, past) => on(look) && jumps(look, past).some(leavesHandler),
  ),
  at.owns('SHSTK-145', ['ret'], JUMPED, (_op, look, past) => on(look) && jumps(look, past).length > 0),
  at.owns('SHSTK-03', ['ret'], FAULT, (_op, look, past) => begunAnew(look, past, true) && at.succeeds(look)),
  at.owns(
    'SHSTK-04',
    ['ret'],
    ['outcome'],
    (_op, look, past) => on(look) && at.faults(look) && olderThanEnable(look, past),
  ),
  at.owns('SHSTK-110', ['ret'], FAULT, (op, look) => on(look) && op.far !== true && at.faults(look, '#PF')),
  at.owns('SHSTK-111', ['ret'], CODE, (op, look) => op.far === true && at.faults(look, '#CP')),
  at.owns(
    'SHSTK-95',
    ['ret'],
    [...FAULT, SSP],
    (_op, look, past) => at.succeeds(look) && afterVfork(look, past, true),
  ),
  at.owns(
    'SHSTK-97',
    ['ret'],
    [...FAULT, SSP],
    (_op, look, past) => on(look) && at.succeeds(look) && olderThanFork(look, past),
  ),
  at.owns(
    'SHSTK-109',
    ['ret'],
    FAULT,
    (_op, look, past) =>
      at.faults(look, '#CP') &&
      at.earlier(past, ['call'], ({ to, thread }) => to === 'vsyscall' && at.isThread(look.op, thread)),
  ),
  at.owns(
    'SHSTK-08',
    ['ret'],
    [...FAULT, SSP],
    (_op, look) => on(look) && at.succeeds(look) && (frameOf(look)?.at ?? null) !== null,
  ),
  at.owns(
    'SHSTK-107',
    ['ret'],
    CODE,
    (op, look, past) => at.faults(look, '#CP') && fromHandler(op, look, past),
  ),
  at.owns(
    'SHSTK-53',
    ['ret'],
    [...FAULT, SSP],
    (op, look, past) => on(look) && at.succeeds(look) && fromHandler(op, look, past),
  ),
  at.owns(
    'SHSTK-55',
    ['ret'],
    [...CODE, SSP, ...FRAMES],
    (op, look) => op.far !== true && (at.succeeds(look) || at.faults(look, '#CP')),
  ),
];
