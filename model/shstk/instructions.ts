/** Instructions of the program, as the SDM has them (volume 2, CALL, RET, RSTORSSP, …). */
import { WRSS_EN } from './abi';
import { load, shadowLoad, shadowStore, shadowTouch, store } from './access';
import type { Context } from './context';
import { cetOf, isShadowed, runnerOf, setCet, setThread, threadOf } from './context';
import type { Fault } from './fault';
import { controlProtection, generalProtection, invalidOpcode, unmapped } from './fault';
import { Misuse } from '../core/machine';
import { u64 } from '../core/u64';
import { raise } from './signals';
import type { Cet, Frame, Thread } from './state';
import { withFrames } from './state';
import type {
  Call,
  Incssp,
  Load,
  MoveRsp,
  Outcome,
  Overwrite,
  Privileged,
  Rdssp,
  Ret,
  Rstorssp,
  Saveprevssp,
  Store,
  Wrss,
} from './types';

const VSYSCALL = 0xffff_ffff_ff60_0000n;
const OK: Outcome = { outcome: 'ok' };

export function call(c: Context, op: Call): Outcome {
  const thread = runnerOf(c, op.thread);
  const { ssp, ucet } = thread.registers;
  const on = isShadowed(thread.registers);
  const slot = u64(ssp - 8n);
  const fault = on ? shadowStore(c, thread, slot, op.ret) : null;
  if (fault) return raise(c, op.thread, fault);
  const pushed: Cet = on ? { ssp: slot, ucet } : thread.registers;
  if (op.to === 'vsyscall') return vsyscall(c, thread, op, pushed);
  setThread(c, withFrames(thread, called(thread, op), pushed));
  return OK;
}

/** The thread's frames with that of the call on top. */
function called({ frames }: Thread, { ret }: Call): Frame {
  const at = frames?.at ?? null;
  return {
    kind: 'call',
    value: ret,
    at: at === null ? null : at - 8n,
    saved: null,
    depth: (frames?.depth ?? 0) + 1,
    below: frames,
  };
}

/** The kernel emulates the page's return by popping the normal stack, and nothing else. */
function vsyscall(c: Context, thread: Thread, op: Call, pushed: Cet): Outcome {
  if (c.choices['vsyscall-mode'] === 'none') {
    setThread(c, withFrames(thread, called(thread, op), pushed));
    return raise(c, op.thread, unmapped(VSYSCALL, 0x15n));
  }
  setThread(c, withFrames(thread, thread.frames, pushed));
  return OK;
}

export function ret(c: Context, op: Ret): Outcome {
  const thread = runnerOf(c, op.thread);
  const frame = thread.frames;
  if (frame?.kind !== 'call') {
    const what = frame
      ? 'the innermost frame is a signal frame, which only sigreturn leaves'
      : 'its normal stack is empty';
    throw new Misuse(`thread ${op.thread} cannot return: ${what}`);
  }
  const { ssp, ucet } = thread.registers;
  if (!isShadowed(thread.registers)) {
    setThread(c, withFrames(thread, frame.below, thread.registers));
    return OK;
  }
  const pushed = shadowLoad(c, thread, ssp);
  if (typeof pushed !== 'bigint') return raise(c, op.thread, pushed);
  if (op.far) return raise(c, op.thread, controlProtection('far/iret'));
  if (pushed !== frame.value) return raise(c, op.thread, controlProtection('near ret'));
  setThread(c, withFrames(threadOf(c, op.thread), frame.below, { ssp: ssp + 8n, ucet }));
  return OK;
}

/** What longjmp and coroutines do to RSP, which the CPU does not compare with anything. */
export function moveRsp(c: Context, op: MoveRsp): Outcome {
  const thread = onStack(runnerOf(c, op.thread), op.stack);
  let { frames } = thread;
  for (let left = op.drop; left > 0; left -= 1) {
    if (!frames)
      throw new Misuse(`thread ${op.thread} has ${thread.frames?.depth ?? 0} frames: ${op.drop} cannot go`);
    frames = frames.below;
  }
  setThread(c, { ...thread, frames });
  return OK;
}

function onStack(thread: Thread, stack = thread.stack): Thread {
  const parked = new Map(thread.parked).set(thread.stack, thread.frames);
  return { ...thread, stack, parked, frames: parked.get(stack) ?? null };
}

/** An attacker's store to the normal stack. */
export function overwrite(c: Context, op: Overwrite): Outcome {
  const thread = runnerOf(c, op.thread);
  const kind = op.what === 'return' ? 'call' : 'signal';
  const change = (frame: Frame | null, left: number): Frame => {
    if (!frame)
      throw new Misuse(
        `thread ${op.thread} has ${thread.frames?.depth ?? 0} frames: there is no frame ${op.frame}`,
      );
    if (left > 0) return { ...frame, below: change(frame.below, left - 1) };
    if (frame.kind !== kind)
      throw new Misuse(`frame ${op.frame} is a ${frame.kind} frame: it holds no ${op.what}`);
    return { ...frame, value: op.value };
  };
  setThread(c, { ...thread, frames: change(thread.frames, op.frame) });
  return OK;
}

export function loadWord(c: Context, op: Load): Outcome {
  const got = load(c, runnerOf(c, op.thread), op.addr);
  return typeof got === 'bigint' ? { outcome: 'ok', value: got } : raise(c, op.thread, got);
}

export function storeWord(c: Context, op: Store): Outcome {
  return done(c, op.thread, store(c, runnerOf(c, op.thread), op.addr, op.value));
}

export function rdssp(c: Context, op: Rdssp): Outcome {
  const { registers } = runnerOf(c, op.thread);
  return { outcome: 'ok', value: isShadowed(registers) ? registers.ssp : op.reg };
}

export function incssp(c: Context, op: Incssp): Outcome {
  const thread = runnerOf(c, op.thread);
  const off = offFault(c, thread);
  if (off !== null) return off;
  const { ssp, ucet } = thread.registers;
  const { unit: bytes = 8 } = op;
  const unit = BigInt(bytes);
  // The first entry and the last are read, also where none is popped.
  const last = ssp + BigInt((op.count || 1) - 1) * unit;
  const fault = shadowTouch(c, thread, ssp, bytes, false) ?? shadowTouch(c, thread, last, bytes, false);
  if (fault) return raise(c, op.thread, fault);
  setCet(c, threadOf(c, op.thread), { ssp: ssp + BigInt(op.count) * unit, ucet });
  return OK;
}

export function rstorssp(c: Context, op: Rstorssp): Outcome {
  const thread = runnerOf(c, op.thread);
  const off = offFault(c, thread);
  if (off !== null) return off;
  if ((op.addr & 7n) !== 0n) return raise(c, op.thread, generalProtection());
  const token = shadowLoad(c, thread, op.addr);
  if (typeof token !== 'bigint') return raise(c, op.thread, token);
  const { ssp, ucet } = thread.registers;
  const at12 = c.choices['rstorssp-token-at-12'] !== 'refused';
  const good = token === ((op.addr + 8n) | 1n) || (at12 && token === ((op.addr + 12n) | 1n));
  if (!good) return raise(c, op.thread, controlProtection('rstorssp'));
  shadowStore(c, threadOf(c, op.thread), op.addr, ssp | 3n);
  setCet(c, threadOf(c, op.thread), { ssp: op.addr, ucet });
  return OK;
}

/** Pops what RSTORSSP left and puts a token on the stack that was left. */
export function saveprevssp(c: Context, op: Saveprevssp): Outcome {
  const thread = runnerOf(c, op.thread);
  const off = offFault(c, thread);
  if (off !== null) return off;
  const { ssp, ucet } = thread.registers;
  const entry = shadowLoad(c, thread, ssp);
  if (typeof entry !== 'bigint') return raise(c, op.thread, entry);
  if ((entry & 2n) === 0n) return raise(c, op.thread, generalProtection());
  const previous = entry & ~3n;
  const slot = u64(previous - 8n);
  const fault = shadowStore(c, threadOf(c, op.thread), slot, previous | 1n);
  if (fault) return raise(c, op.thread, fault);
  setCet(c, threadOf(c, op.thread), { ssp: ssp + 8n, ucet });
  return OK;
}

export function wrss(c: Context, op: Wrss): Outcome {
  const thread = runnerOf(c, op.thread);
  if ((cetOf(thread).ucet & WRSS_EN) === 0n) return raise(c, op.thread, invalidOpcode());
  if ((op.addr & BigInt((op.unit ?? 8) - 1)) !== 0n) return raise(c, op.thread, generalProtection());
  const fault = shadowStore(c, thread, op.addr, op.value, op.unit ?? 8);
  return done(c, op.thread, fault);
}

export function privileged(c: Context, op: Privileged): Outcome {
  runnerOf(c, op.thread);
  return raise(c, op.thread, op.insn === 'wruss' ? generalProtection() : invalidOpcode());
}

/** The outcome of a shadow-stack instruction with the feature off, or null where it is on. */
function offFault(c: Context, thread: Thread): Outcome | null {
  if (isShadowed(thread.registers)) return null;
  return raise(c, thread.id, invalidOpcode());
}

function done(c: Context, id: number, fault: Fault | null): Outcome {
  return fault ? raise(c, id, fault) : OK;
}
