/** Return probes (arch/x86/kernel/uprobes.c, arch_uretprobe_hijack_return_addr(); shstk.c, shstk_update_last_frame()). */
import { Misuse } from '../core/machine';
import { SHSTK } from './abi';
import { shadowStore } from './access';
import type { Context } from './context';
import { cetOf, runnerOf, setThread } from './context';
import { refused } from './fault';
import { raise } from './signals';
import { OK } from './switching';
import type { Outcome, Uretprobe } from './types';

/**
 * The kernel puts its trampoline in the place of the return address, on both stacks. The trampoline takes the
 * program to where it would have returned.
 * @throws Misuse where no function was called
 */
export function uretprobe(c: Context, op: Uretprobe): Outcome {
  const thread = runnerOf(c, op.thread);
  const { frames } = thread;
  if (frames?.kind !== 'call')
    throw new Misuse(`thread ${op.thread} is at the beginning of no function: CALL comes before the probe`);
  if (frames.value === op.trampoline) return OK;
  setThread(c, { ...thread, frames: { ...frames, value: op.trampoline } });
  if ((thread.features & SHSTK) === 0) return OK;
  const { ssp } = cetOf(thread);
  const failure = (ssp & 7n) !== 0n || shadowStore(c, thread, ssp, op.trampoline) !== null;
  return failure ? raise(c, op.thread, refused()) : OK;
}
