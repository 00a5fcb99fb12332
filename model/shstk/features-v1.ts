/**
 * arch_prctl as the series of January 2022 had it: several features a call, and an error where not every named
 * one changed. What did change stays changed (20220130211838.8382-32- and -35-rick.p.edgecombe@intel.com).
 */
import type { Command } from './abi';
import { SHSTK, WRSS } from './abi';
import { copyToUser } from './access';
import { allocateStack } from './alloc';
import type { Context } from './context';
import { cetOf, processOf, setCet, setThread, spaceOf, threadOf } from './context';
import { failed, OK, setWrss, turnOff } from './features';
import type { Thread } from './state';
import type { Outcome } from './types';

export function archPrctlV1(c: Context, thread: Thread, command: Command | null, arg: bigint): Outcome {
  const { rules } = c;
  if (!rules.supported(c.state.config)) return failed(rules.unsupportedError);
  if (command === null || command === 'UNLOCK') return failed('EINVAL');
  if (command === 'STATUS') return statusV1(c, thread, arg);
  if (command === 'LOCK') {
    setThread(c, { ...thread, locked: rules.lock(thread.locked, arg) });
    return OK;
  }
  const wanted = command === 'ENABLE' ? 'ENABLE' : 'DISABLE';
  if (rules.locked(wanted, arg, thread)) return failed('EPERM');
  const changed = wanted === 'ENABLE' ? enabled(c, thread.id, arg) : disabled(c, thread.id, arg);
  return changed === arg || rules.enableTwice === 'nothing' ? OK : failed('ECANCELED');
}

/** Three words: features, base and size. A bad pointer gives the number of bytes that were not stored. */
function statusV1(c: Context, thread: Thread, pointer: bigint): Outcome {
  const { shstk, wrss } = c.rules.numbers;
  const features = (thread.features & SHSTK ? shstk : 0n) | (thread.features & WRSS ? wrss : 0n);
  const words = [features, thread.base, thread.size];
  for (const [i, word] of words.entries()) {
    if (!copyToUser(c, spaceOf(c, thread), pointer + 8n * BigInt(i), word)) {
      return { outcome: 'ok', value: 24n - 8n * BigInt(i) };
    }
  }
  return { outcome: 'ok', stored: words };
}

function enabled(c: Context, id: number, arg: bigint): bigint {
  const { shstk, wrss } = c.rules.numbers;
  let changed = 0n;
  const thread = threadOf(c, id);
  if (arg & shstk && !(thread.features & SHSTK) && begin(c, thread)) changed |= shstk;
  const now = threadOf(c, id);
  const allowed = (now.features & SHSTK) !== 0 || !c.rules.wrssNeedsShstk;
  if (arg & wrss && allowed && !(now.features & WRSS)) {
    setWrss(c, now, true);
    changed |= wrss;
  }
  return changed;
}

function begin(c: Context, thread: Thread): boolean {
  const size = c.rules.stackSize(processOf(c, thread).rlimits.stack);
  const base = allocateStack(c, thread, size);
  if (typeof base === 'string') return false;
  const begun = setCet(c, threadOf(c, thread.id), {
    ssp: c.rules.freshSsp(base, size),
    ucet: c.rules.freshUcet(SHSTK),
  });
  setThread(c, { ...begun, features: begun.features | SHSTK, base, size });
  return true;
}

function disabled(c: Context, id: number, arg: bigint): bigint {
  const { shstk, wrss } = c.rules.numbers;
  let changed = 0n;
  if (arg & wrss && threadOf(c, id).features & WRSS) {
    setWrss(c, threadOf(c, id), false);
    changed |= wrss;
  }
  const thread = threadOf(c, id);
  if (arg & shstk && thread.features & SHSTK && cetOf(thread).ucet !== 0n) {
    turnOff(c, thread);
    changed |= shstk;
  }
  return changed;
}
