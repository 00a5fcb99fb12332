/** Signals: from their delivery to sigreturn (arch/x86/kernel/signal_64.c, arch/x86/kernel/shstk.c). */
import { MINSIGSTKSZ, PAGE, SHSTK, SIGSEGV } from './abi';
import { copyFromUser, shadowStore } from './access';
import type { Context } from './context';
import {
  actorOf,
  cetOf,
  processOf,
  runnerOf,
  setCet,
  setProcess,
  setThread,
  spaceOf,
  threadOf,
} from './context';
import type { Fault } from './fault';
import { cpName, generalProtection, refused } from './fault';
import { mappingAt } from './maps';
import type { Place } from './signal-frame';
import { isOn, placeFrame, readable, stackPointer } from './signal-frame';
import type { Cet, Frame, Handler, Thread } from './state';
import { failed, OK } from './switching';
import { killProcess } from './tasks';
import type { Outcome, Sigaction, Sigaltstack, Signal, Sigreturn } from './types';

export function sigaction(c: Context, op: Sigaction): Outcome {
  const process = processOf(c, actorOf(c, op.thread));
  const handlers = new Map(process.handlers);
  if (op.handler === 'default') handlers.delete(op.signo);
  else
    handlers.set(op.signo, {
      restorer: op.restorer,
      onstack: op.onstack ?? false,
      compat: op.entry === '32',
    });
  setProcess(c, { ...process, handlers });
  return { outcome: 'ok' };
}

export function sigaltstack(c: Context, { thread: id, base, size }: Sigaltstack): Outcome {
  const thread = actorOf(c, id);
  if (isOn(thread.altstack, stackPointer(thread))) return failed('EPERM');
  if (size < MINSIGSTKSZ) return failed('ENOMEM');
  setThread(c, { ...thread, altstack: { base, size } });
  return OK;
}

/** A signal from outside: its handler runs, or the process dies of it, or of the SIGSEGV that takes its place. */
export function signal(c: Context, op: Signal): Outcome {
  const thread = runnerOf(c, op.thread);
  const handler = processOf(c, thread).handlers.get(op.signo);
  if (!handler) {
    c.events.push({ event: 'killed', signo: op.signo });
    killProcess(c, thread.process);
    return { outcome: 'ok', events: c.events };
  }
  const failure = deliver(c, thread, op.signo, handler);
  if (failure === null) return { outcome: 'ok', events: c.events };
  return op.signo === SIGSEGV ? die(c, op.thread, failure) : raise(c, op.thread, failure);
}

/** What a fault becomes: the handler of its signal runs, or the process dies. */
export function raise(c: Context, id: number, fault: Fault): Outcome {
  const outcome = { outcome: 'fault', ...fault, events: c.events } as const;
  const thread = threadOf(c, id);
  const { handlers } = processOf(c, thread);
  if (fault.fault === '#CP' && !handlers.has(fault.signal)) {
    const code = Number(fault.error_code);
    c.events.push({ event: 'log', ssp: cetOf(thread).ssp, error: code, name: cpName(code) });
  }
  for (const signo of fault.signal === SIGSEGV ? [SIGSEGV] : [fault.signal, SIGSEGV]) {
    const handler = handlers.get(signo);
    if (!handler) {
      c.events.push({ event: 'killed', signo });
      killProcess(c, thread.process);
      return outcome;
    }
    if (deliver(c, threadOf(c, id), signo, handler) === null) return outcome;
    c.events.push({ event: 'signal', signo: SIGSEGV, si_code: 'SI_KERNEL' });
  }
  return die(c, id, fault);
}

/** A SIGSEGV that could not be delivered is fatal, whatever handler it has (kernel/signal.c, force_sigsegv()). */
function die(c: Context, id: number, fault: Fault): Outcome {
  c.events.push({ event: 'killed', signo: SIGSEGV });
  killProcess(c, threadOf(c, id).process);
  return { outcome: 'fault', ...fault, events: c.events };
}

/** Sets a handler up on both stacks. Null if that worked, else what the program is told instead. */
function deliver(c: Context, thread: Thread, signo: number, handler: Handler): Fault | null {
  const on = (thread.features & SHSTK) !== 0;
  if (handler.compat && on) return generalProtection();
  const place = placeFrame(c.state.config, spaceOf(c, thread), thread, handler);
  if (handler.restorer === null || place === null) return refused();
  if (on && !pushEntries(c, thread, handler.restorer)) return refused();
  const now = threadOf(c, thread.id);
  setThread(c, { ...now, frames: handlerFrames(now, handler.restorer, place) });
  c.events.push({ event: 'handler', signo, ssp: cetOf(now).ssp });
  return null;
}

/** The signal frame, in which nothing is in the place of a saved SSP, and the call of the handler. */
function handlerFrames({ frames: below, altstack: saved }: Thread, restorer: bigint, { at }: Place): Frame {
  const depth = below?.depth ?? 0;
  const frame: Frame = { kind: 'signal', value: 0n, at, saved, depth: depth + 1, below };
  return { kind: 'call', value: restorer, at, saved: null, depth: depth + 2, below: frame };
}

/** Stores the entries of a delivery; false, with SSP as it was, where that cannot be done. */
function pushEntries(c: Context, thread: Thread, restorer: bigint): boolean {
  const { ssp, ucet } = cetOf(thread);
  if (restorer === 0n || (ssp & 7n) !== 0n) return false;
  const failure =
    shadowStore(c, thread, ssp - 8n, c.rules.signalEntry.stored(ssp)) ??
    shadowStore(c, threadOf(c, thread.id), ssp - 16n, restorer);
  if (failure) return false;
  setCet(c, threadOf(c, thread.id), { ssp: ssp - 16n, ucet });
  return true;
}

export function sigreturn(c: Context, op: Sigreturn): Outcome {
  const thread = runnerOf(c, op.thread);
  const frame = signalFrame(thread.frames);
  if (frame && !readable(c.state.config, spaceOf(c, thread), frame)) return raise(c, op.thread, refused());
  const back = frame ? { ...thread, frames: frame.below, altstack: frame.saved } : thread;
  setThread(c, back);
  if ((thread.features & SHSTK) === 0) return OK;
  const restored = restoredCet(c, back);
  if (restored === null) return raise(c, op.thread, refused());
  setCet(c, back, restored);
  return OK;
}

function restoredCet(c: Context, thread: Thread): Cet | null {
  const { ssp, ucet } = cetOf(thread);
  const space = spaceOf(c, thread);
  const looksAtMapping =
    c.choices['sigreturn-ssp-check'] !== 'page-aligned-only' || (ssp & (PAGE - 1n)) === 0n;
  const value = c.rules.signalEntry.restored({
    ssp,
    entry: copyFromUser(space, ssp),
    outside: looksAtMapping && mappingAt(space.maps, ssp)?.shadow === false,
  });
  return value === null ? null : { ssp: value, ucet };
}

/** The signal frame that the normal stack pointer is taken to point at: the innermost one. */
function signalFrame(frames: Frame | null): Frame | null {
  let frame = frames;
  while (frame && frame.kind !== 'signal') frame = frame.below;
  return frame;
}
