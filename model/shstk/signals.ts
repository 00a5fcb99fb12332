/** Signals: from their delivery to sigreturn (arch/x86/kernel/signal_64.c, arch/x86/kernel/shstk.c). */
import { SHSTK, SIGSEGV } from './abi';
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
import type { Cet, Frame, Handler, Thread } from './state';
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

export function sigaltstack(c: Context, op: Sigaltstack): Outcome {
  setThread(c, { ...actorOf(c, op.thread), altstack: { base: op.base, size: op.size } });
  return { outcome: 'ok' };
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
  return failure ? raise(c, op.thread, failure) : { outcome: 'ok', events: c.events };
}

/** What a fault becomes: the handler of its signal runs, or the process dies. */
export function raise(c: Context, id: number, fault: Fault): Outcome {
  const outcome = { outcome: 'fault', ...fault, events: c.events } as const;
  const thread = threadOf(c, id);
  const { handlers } = processOf(c, thread);
  const unhandled = !handlers.has(fault.signal);
  if (fault.fault === '#CP' && (c.rules.logs === 'always' || (unhandled && c.rules.logs === 'unhandled'))) {
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
  c.events.push({ event: 'killed', signo: SIGSEGV });
  killProcess(c, thread.process);
  return outcome;
}

/** Sets a handler up on both stacks. Null if that worked, else what the program is told instead. */
function deliver(c: Context, thread: Thread, signo: number, handler: Handler): Fault | null {
  const on = (thread.features & SHSTK) !== 0;
  const altstack = handler.onstack && thread.altstack !== null;
  if (handler.compat && on) {
    if (c.rules.compatHandler === 'refused') return generalProtection();
    if (c.rules.compatHandler === 'refused-with-entry') pushSigframe(c, thread, handler, altstack);
    if (c.rules.compatHandler !== 'runs') return generalProtection();
  } else if (on || c.rules.entriesWhenOff) {
    const failure = pushSigframe(c, thread, handler, altstack);
    if (failure && !c.rules.runsWithoutEntries(altstack)) return failure;
  } else if (handler.restorer === null && c.rules.needsRestorerWhenOff) return refused();
  const now = threadOf(c, thread.id);
  setThread(c, { ...now, frames: handlerFrames(c, now, handler, altstack, cetOf(thread).ssp) });
  c.events.push({ event: 'handler', signo, ssp: cetOf(now).ssp });
  return null;
}

function handlerFrames(c: Context, thread: Thread, handler: Handler, altstack: boolean, ssp: bigint): Frame {
  const below = thread.frames;
  const depth = below?.depth ?? 0;
  const frame: Frame = { kind: 'signal', value: c.rules.frameSsp(ssp), altstack, depth: depth + 1, below };
  return { kind: 'call', value: handler.restorer ?? 0n, altstack, depth: depth + 2, below: frame };
}

/** Stores the entries of a delivery. */
function pushSigframe(c: Context, thread: Thread, handler: Handler, altstack: boolean): Fault | null {
  const cet = cetOf(thread);
  const frame = c.rules.sigframe(c.rules.deliverFrom(cet.ssp, altstack, thread), handler);
  if (!frame) {
    setCet(c, thread, c.rules.failedDelivery(cet));
    return refused();
  }
  for (const [address, value] of frame.stores) {
    if (shadowStore(c, threadOf(c, thread.id), address, value) === null) continue;
    setCet(c, threadOf(c, thread.id), c.rules.failedDelivery(cet));
    return refused();
  }
  setCet(c, threadOf(c, thread.id), { ...cet, ssp: frame.ssp });
  return null;
}

export function sigreturn(c: Context, op: Sigreturn): Outcome {
  const thread = runnerOf(c, op.thread);
  const on = (thread.features & SHSTK) !== 0;
  const restored = on || c.rules.sigreturnChecksWhenOff ? restoredCet(c, thread) : cetOf(thread);
  if (restored === null) {
    setCet(c, thread, c.rules.refusedSigreturn(cetOf(thread)));
    return raise(c, op.thread, refused());
  }
  const now = on ? setCet(c, thread, restored) : thread;
  const frame = signalFrame(now.frames);
  if (frame) setThread(c, { ...now, frames: frame.below });
  return { outcome: 'ok' };
}

function restoredCet(c: Context, thread: Thread): Cet | null {
  const { ssp, ucet } = cetOf(thread);
  const space = spaceOf(c, thread);
  const mapping = mappingAt(space.maps, ssp);
  const frame = signalFrame(thread.frames);
  const value = c.rules.sigreturn({
    ssp,
    entry: copyFromUser(space, ssp),
    inShadowStack: mapping?.shadow ?? false,
    inOwnStack: ssp >= thread.base && ssp < thread.base + thread.size,
    inHandler: frame !== null,
    maps: space.maps,
    check: c.choices['sigreturn-ssp-check'] ?? 'always',
    frameSsp: frame?.value ?? 0n,
  });
  return value === null ? null : { ssp: value, ucet };
}

/** The signal frame that the normal stack pointer is taken to point at: the innermost one. */
function signalFrame(frames: Frame | null): Frame | null {
  let frame = frames;
  while (frame && frame.kind !== 'signal') frame = frame.below;
  return frame;
}
