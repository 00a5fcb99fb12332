/** arch_prctl on shadow stacks as Linux merged it (arch/x86/kernel/shstk.c, process_64.c). */
import type { Command } from './abi';
import { SHSTK, WRSS } from './abi';
import { copyFromUser, copyToUser } from './access';
import { allocateStack, unmapStack } from './alloc';
import type { Context } from './context';
import { actorOf, cetOf, processOf, setCet, setThread, spaceOf, threadOf } from './context';
import { archPrctlV1 } from './features-v1';
import type { Thread } from './state';
import { CET_OFF } from './state';
import type { ArchPrctl, Outcome, Prctl } from './types';

export const OK: Outcome = { outcome: 'ok' };

export function failed(error: string): Outcome {
  return { outcome: 'error', error };
}

export function commandOf(c: Context, option: bigint): Command | null {
  const found = Object.entries(c.rules.numbers.commands).find(([, number]) => number === option);
  return (found?.[0] as Command | undefined) ?? null;
}

export function archPrctl(c: Context, op: ArchPrctl): Outcome {
  const thread = actorOf(c, op.thread);
  if (op.entry === 'x32') return failed('ENOSYS');
  if (op.entry === '32' && c.rules.entry32 !== 'acts') return failed(c.rules.entry32);
  const command = commandOf(c, op.option);
  if (c.rules.profile === 'v1') return archPrctlV1(c, thread, command, op.arg);
  if (command === null) return c.rules.unknownOption === null ? OK : failed(c.rules.unknownOption);
  if (command === 'STATUS') return status(c, thread, op.arg);
  if (command === 'LOCK') {
    setThread(c, { ...thread, locked: c.rules.lock(thread.locked, op.arg) });
    return OK;
  }
  if (command !== 'UNLOCK') return change(c, thread, command, op.arg);
  if (c.rules.selfUnlock === 'as-enable') return change(c, thread, 'ENABLE', op.arg);
  if (c.rules.selfUnlock === 'refused') return failed('EINVAL');
  setThread(c, { ...thread, locked: thread.locked & ~op.arg });
  return OK;
}

/** Stores the mask at a pointer of any alignment. */
function status(c: Context, thread: Thread, pointer: bigint): Outcome {
  const { rules } = c;
  if (rules.statusNeedsUnlocked && thread.locked !== 0n) return failed('EPERM');
  const mask = BigInt(thread.features);
  const space = spaceOf(c, thread);
  const place = rules.statusPlace(pointer);
  const kept = rules.statusBytes === 4 ? (copyFromUser(space, place) ?? 0n) & ~0xffff_ffffn : 0n;
  if (!copyToUser(c, space, place, mask | kept))
    return rules.statusBadPointer === null ? OK : failed(rules.statusBadPointer);
  return { outcome: 'ok', stored: [mask] };
}

function change(c: Context, thread: Thread, command: 'ENABLE' | 'DISABLE', arg: bigint): Outcome {
  const { rules } = c;
  if (rules.bitsBeforeLock && rules.severalBits(arg)) return failed('EINVAL');
  if (rules.locked(command, arg, thread)) return failed('EPERM');
  if (rules.severalBits(arg)) return failed('EINVAL');
  const feature = arg & rules.numbers.shstk ? SHSTK : arg & rules.numbers.wrss ? WRSS : 0;
  if (feature === 0) return rules.unknownBit === null ? OK : failed(rules.unknownBit);
  if (command === 'DISABLE') return feature === SHSTK ? disable(c, thread) : wrss(c, thread, false);
  return feature === SHSTK ? enable(c, thread) : wrss(c, thread, true);
}

/** Turns the feature on with a stack of its own. Also how a mutant's exec does it. */
export function enable(c: Context, thread: Thread): Outcome {
  const { rules } = c;
  const on = (thread.features & SHSTK) !== 0;
  if (on && rules.enableTwice === 'nothing') return OK;
  if (on && rules.enableTwice !== 'again') return failed(rules.enableTwice);
  if (!rules.supported(c.state.config)) return failed(rules.unsupportedError);
  const { stack } = processOf(c, thread).rlimits;
  const size = rules.stackSize(stack);
  const base =
    size === 0n && rules.zeroLimit === 'empty' ? c.state.config.mmap_top : allocateStack(c, thread, size);
  if (typeof base === 'string') {
    if (rules.missingMemory === null) return failed(base);
    setThread(c, { ...thread, features: thread.features | SHSTK });
    return failed(rules.missingMemory);
  }
  const begun = setCet(c, threadOf(c, thread.id), {
    ssp: rules.freshSsp(base, size),
    ucet: rules.freshUcet(SHSTK),
  });
  setThread(c, { ...begun, features: begun.features | SHSTK, base, size });
  return OK;
}

function disable(c: Context, thread: Thread): Outcome {
  const { rules } = c;
  if (!rules.supported(c.state.config)) return failed('EOPNOTSUPP');
  if ((thread.features & SHSTK) === 0)
    return rules.disableWhenOff === 'ok' ? OK : failed(rules.disableWhenOff);
  const objection = rules.disableObjection(thread, spaceOf(c, thread).maps);
  if (objection !== null) return failed(objection);
  const all = c.state.threads.filter((one) => one.process === thread.process);
  for (const one of rules.disableScope === 'process' ? all : [thread]) turnOff(c, one);
  return OK;
}

/** Off, with the thread's own stack unmapped; v1 does the same in its own order. */
export function turnOff(c: Context, thread: Thread): void {
  const { rules } = c;
  const off = setCet(c, thread, rules.disableKeepsSsp ? { ...cetOf(thread), ucet: 0n } : CET_OFF);
  const record = rules.disableKeepsRecord ? {} : { base: 0n, size: 0n };
  setThread(c, { ...off, features: rules.featuresAfterDisable(thread.features, thread.locked), ...record });
  if (rules.disableFrees) unmapStack(c, thread, thread.base, thread.size);
}

function wrss(c: Context, thread: Thread, on: boolean): Outcome {
  const { rules } = c;
  if (!rules.supported(c.state.config)) return failed('EOPNOTSUPP');
  if ((thread.features & SHSTK) === 0) {
    if (on ? rules.wrssNeedsShstk : rules.wrssOffWithoutShstk === 'EPERM') return failed('EPERM');
    if (!on) return OK;
  }
  setWrss(c, thread, on);
  return OK;
}

export function setWrss(c: Context, thread: Thread, on: boolean): void {
  const features = on ? thread.features | WRSS : thread.features & ~WRSS;
  const { ssp, ucet } = cetOf(thread);
  const changed = setCet(c, thread, { ssp, ucet: on ? ucet | 2n : ucet & ~2n });
  setThread(c, { ...changed, features });
}

/** prctl 74 to 76 are the generic shadow-stack calls, which x86 does not have. */
export function prctl(c: Context, op: Prctl): Outcome {
  actorOf(c, op.thread);
  return c.rules.genericPrctl === null ? OK : failed(c.rules.genericPrctl);
}
