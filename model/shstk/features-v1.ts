/**
 * arch_prctl as the series of January 2022 had it: several features a call, and an error where not every named
 * one changed. What did change stays changed (20220130211838.8382-32- and -35-rick.p.edgecombe@intel.com).
 */
import type { Command } from './abi';
import { SHSTK, WRSS } from './abi';
import { copyToUser } from './access';
import type { Context } from './context';
import { setThread, spaceOf, threadOf } from './context';
import type { Thread } from './state';
import { failed, OK, setWrss, turnOff, turnOn } from './switching';
import type { Outcome } from './types';

export function archPrctlV1(c: Context, thread: Thread, command: Command | null, arg: bigint): Outcome {
  if (!c.rules.hasShstk(c.state.config)) return failed('EOPNOTSUPP');
  if (command === null || command === 'UNLOCK') return failed('EINVAL');
  if (command === 'STATUS') return statusV1(c, thread, arg);
  if (command === 'LOCK') {
    setThread(c, { ...thread, locked: thread.locked | arg });
    return OK;
  }
  if ((arg & thread.locked) !== 0n) return failed('EPERM');
  const changed = command === 'ENABLE' ? enabled(c, thread.id, arg) : disabled(c, thread.id, arg);
  return changed === arg ? OK : failed('ECANCELED');
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

/** Turns on what is named and off; returns what has changed. */
function enabled(c: Context, id: number, arg: bigint): bigint {
  const { shstk, wrss } = c.rules.numbers;
  let changed = 0n;
  const thread = threadOf(c, id);
  if (arg & shstk && !(thread.features & SHSTK) && turnOn(c, thread) === null) changed |= shstk;
  const now = threadOf(c, id);
  if (arg & wrss && now.features & SHSTK && !(now.features & WRSS)) {
    setWrss(c, now, true);
    changed |= wrss;
  }
  return changed;
}

/** Turns off what is named and on; returns what has changed. */
function disabled(c: Context, id: number, arg: bigint): bigint {
  const { shstk, wrss } = c.rules.numbers;
  let changed = 0n;
  if (arg & wrss && threadOf(c, id).features & WRSS) {
    setWrss(c, threadOf(c, id), false);
    changed |= wrss;
  }
  const thread = threadOf(c, id);
  if (arg & shstk && thread.features & SHSTK) {
    turnOff(c, thread);
    changed |= shstk;
  }
  return changed;
}
