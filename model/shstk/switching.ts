/** Turning the features of a thread on and off: what every version of arch_prctl comes down to. */
import { SHSTK, SHSTK_EN, WRSS, WRSS_EN } from './abi';
import { allocateStack, stackSize, unmapStack } from './alloc';
import type { Context } from './context';
import { cetOf, processOf, setCet, setThread, threadOf } from './context';
import type { Thread } from './state';
import { CET_OFF } from './state';
import type { Outcome } from './types';

export const OK: Outcome = { outcome: 'ok' };

export function failed(error: string): Outcome {
  return { outcome: 'error', error };
}

/** Turns SHSTK on with a stack of its own. Returns the name of an error, or null. */
export function turnOn(c: Context, thread: Thread): string | null {
  const size = stackSize(processOf(c, thread).rlimits.stack);
  const base = allocateStack(c, thread, size);
  if (typeof base === 'string') return base;
  const begun = setCet(c, threadOf(c, thread.id), { ssp: base + size, ucet: SHSTK_EN });
  setThread(c, { ...begun, features: begun.features | SHSTK, base, size });
  return null;
}

/** Turns everything off, and unmaps the stack that the thread owns. */
export function turnOff(c: Context, thread: Thread): void {
  const off = setCet(c, thread, CET_OFF);
  setThread(c, { ...off, features: 0, base: 0n, size: 0n });
  unmapStack(c, thread, thread.base, thread.size);
}

export function setWrss(c: Context, thread: Thread, on: boolean): void {
  const features = on ? thread.features | WRSS : thread.features & ~WRSS;
  const { ssp, ucet } = cetOf(thread);
  const changed = setCet(c, thread, { ssp, ucet: on ? ucet | WRSS_EN : ucet & ~WRSS_EN });
  setThread(c, { ...changed, features });
}
