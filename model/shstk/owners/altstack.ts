/** Who speaks of the normal stack at a signal: which one it is, and what becomes of a frame that cannot be there. */
import { SIGNAL_FRAME, SIGSEGV } from '../abi';
import { isOn, placeFrame, readable, stackPointer } from '../signal-frame';
import type { Altstack, Handler } from '../state';
import type { Row, Seen, When } from './look';
import * as at from './look';
import { cameOf } from './past';

const { FAULT, FRAMES, RESULT, SSP } = at;
const ENDS = [
  'events.handler',
  'events.signal',
  'events.signal.*',
  'events.killed',
  'events.killed.*',
] as const;

const altstackOf = (look: Seen): Altstack | null => at.actor(look)?.altstack ?? null;

function isOnIt(look: Seen): boolean {
  const thread = at.actor(look);
  return thread !== undefined && isOn(thread.altstack, stackPointer(thread));
}

/** The handler of the signal that an operation sends. */
export function handlerOf(look: Seen): Handler | undefined {
  const { op, before } = look;
  const process = at.actor(look)?.process;
  return op.op === 'signal'
    ? before.processes.find(({ id }) => id === process)?.handlers.get(op.signo)
    : undefined;
}

/** Whether the frame of a signal's handler has no place on the normal stack. */
export function hasNoFrame(look: Seen): boolean {
  return isPlaced(look, handlerOf(look)) === false;
}

/** Whether the frame of a handler has a place; undefined where there is no handler. */
function isPlaced(look: Seen, handler: Handler | undefined): boolean | undefined {
  const thread = at.actor(look);
  const space = look.before.spaces.find(({ id }) => id === thread?.space);
  if (!thread || !handler || !space || handler.restorer === null) return undefined;
  return placeFrame(look.before.config, space, thread, handler) !== null;
}

/** Whether the handler of the SIGSEGV that a lost frame becomes runs on the ordinary stack, with an alternate one set. */
const isLeftAside: When<'signal'> = (_op, look) => {
  const process = look.before.processes.find(({ id }) => id === at.actor(look)?.process);
  const handler = process?.handlers.get(SIGSEGV);
  const isAside = altstackOf(look) !== null && handler?.onstack === false && !isOnIt(look);
  return isAside && hasNoFrame(look) && isPlaced(look, handler) === true;
};

/** Whether the whole alternate stack is smaller than one frame. */
function isTooSmall(look: Seen): boolean {
  return (altstackOf(look)?.size ?? 0n) <= (look.before.config.signal_frame ?? SIGNAL_FRAME);
}

/** Whether the frame of a signal's handler would reach below the alternate stack. */
const reachesBelow = (look: Seen): boolean => hasNoFrame(look) && (isTooSmall(look) || isOnIt(look));

/** Whether the frame that a sigreturn takes cannot be read. */
export function frameIsGone(look: Seen): boolean {
  const thread = at.actor(look);
  const frame = at.signalFrame(thread?.frames ?? null);
  const space = look.before.spaces.find(({ id }) => id === thread?.space);
  return frame !== null && space !== undefined && !readable(look.before.config, space, frame);
}

const delivers: When<'signal'> = (_op, look) => at.succeeds(look) && handlerOf(look) !== undefined;

/** Whether a handler that would have liked to runs elsewhere than on an alternate stack of the thread's own. */
const inherits: When<'signal'> = ({ thread }, look, past) =>
  handlerOf(look)?.onstack === true &&
  cameOf(look, past, true, false) &&
  !at.earlier(past, ['sigaltstack'], (op) => op.thread === thread);

/** Whether an alternate stack was set in a handler that has returned. */
const setInHandler: When<'signal'> = ({ thread }, look, past) => {
  const since = past.findLastIndex(
    (then) =>
      then.op.op === 'sigaltstack' &&
      then.op.thread === thread &&
      at.signalFrame(at.actor(then)?.frames ?? null) !== null,
  );
  return since >= 0 && at.earlier(past.slice(since), ['sigreturn'], (op) => op.thread === thread);
};

export const ALTSTACK_ROWS: readonly Row[] = [
  at.owns('SHSTK-132', ['sigaltstack'], RESULT, (_op, look) => isOnIt(look)),
  at.owns('SHSTK-131', ['sigaltstack'], RESULT),
  at.owns(
    'SHSTK-130',
    ['signal'],
    [...ENDS, 'outcome'],
    ({ signo }, look) => signo === SIGSEGV && at.faults(look, 'none'),
  ),
  // What the lost frame becomes is the same wherever the handler of that runs.
  at.owns('SHSTK-135', ['signal'], ENDS, isLeftAside),
  at.owns('SHSTK-134', ['signal'], FAULT, (_op, look) => reachesBelow(look)),
  at.owns(
    'SHSTK-134',
    ['signal'],
    ENDS,
    (op, look, past) => reachesBelow(look) && !isLeftAside(op, look, past),
  ),
  at.owns('SHSTK-128', ['signal'], FAULT, (_op, look) => hasNoFrame(look)),
  at.owns(
    'SHSTK-128',
    ['signal'],
    ENDS,
    (op, look, past) => hasNoFrame(look) && !isLeftAside(op, look, past),
  ),
  at.owns('SHSTK-129', ['sigreturn'], [...FAULT, ...ENDS, SSP], (_op, look) => frameIsGone(look)),
  at.owns(
    'SHSTK-133',
    ['signal'],
    FRAMES,
    (op, look, past) => delivers(op, look, past) && inherits(op, look, past),
  ),
  at.owns(
    'SHSTK-136',
    ['signal'],
    FRAMES,
    (op, look, past) => delivers(op, look, past) && setInHandler(op, look, past),
  ),
  at.owns(
    'SHSTK-135',
    ['signal'],
    FRAMES,
    (op, look, past) =>
      delivers(op, look, past) && (handlerOf(look)?.onstack === true || altstackOf(look) !== null),
  ),
];
