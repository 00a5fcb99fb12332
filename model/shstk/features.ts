/** arch_prctl on shadow stacks as Linux merged it (arch/x86/kernel/shstk.c, process_64.c). */
import type { Command } from './abi';
import { commandOf, SHSTK } from './abi';
import { copyToUser } from './access';
import type { Context } from './context';
import { actorOf, setThread, spaceOf } from './context';
import { archPrctlV1 } from './features-v1';
import type { Thread } from './state';
import { failed, OK, setWrss, turnOff, turnOn } from './switching';
import type { ArchPrctl, Outcome, Prctl } from './types';

export function archPrctl(c: Context, op: ArchPrctl): Outcome {
  const thread = actorOf(c, op.thread);
  if (op.entry === 'x32') return failed('ENOSYS');
  if (op.entry === '32') return failed('EINVAL');
  const command = commandOf(c.rules.numbers, op.option);
  if (c.rules.featuresPerCall === 'several') return archPrctlV1(c, thread, command, op.arg);
  return command === null ? failed('EINVAL') : perform(c, thread, command, op.arg);
}

function perform(c: Context, thread: Thread, command: Command, arg: bigint): Outcome {
  switch (command) {
    case 'STATUS':
      return status(c, thread, arg);
    case 'LOCK':
      setThread(c, { ...thread, locked: thread.locked | arg });
      return OK;
    case 'UNLOCK':
      return c.rules.selfUnlock === 'as-enable' ? change(c, thread, 'ENABLE', arg) : failed('EINVAL');
    case 'ENABLE':
    case 'DISABLE':
      return change(c, thread, command, arg);
  }
}

/** Stores the mask at a pointer of any alignment. */
function status(c: Context, thread: Thread, pointer: bigint): Outcome {
  const mask = BigInt(thread.features);
  return copyToUser(c, spaceOf(c, thread), pointer, mask)
    ? { outcome: 'ok', stored: [mask] }
    : failed('EFAULT');
}

function change(c: Context, thread: Thread, command: 'ENABLE' | 'DISABLE', arg: bigint): Outcome {
  const { shstk, wrss } = c.rules.numbers;
  if ((arg & thread.locked) !== 0n) return failed('EPERM');
  if (arg !== shstk && arg !== wrss) return failed('EINVAL');
  if (arg === wrss) return switchWrss(c, thread, command === 'ENABLE');
  return command === 'ENABLE' ? enable(c, thread) : disable(c, thread);
}

function enable(c: Context, thread: Thread): Outcome {
  if ((thread.features & SHSTK) !== 0) return OK;
  if (!c.rules.hasShstk(c.state.config)) return failed('EOPNOTSUPP');
  const error = turnOn(c, thread);
  return error === null ? OK : failed(error);
}

function disable(c: Context, thread: Thread): Outcome {
  if (!c.rules.hasShstk(c.state.config)) return failed('EOPNOTSUPP');
  turnOff(c, thread);
  return OK;
}

function switchWrss(c: Context, thread: Thread, on: boolean): Outcome {
  if (!c.rules.hasShstk(c.state.config)) return failed('EOPNOTSUPP');
  if ((thread.features & SHSTK) === 0) return failed('EPERM');
  setWrss(c, thread, on);
  return OK;
}

/** prctl 74 to 76 are the generic shadow-stack calls, which x86 does not have. */
export function prctl(c: Context, op: Prctl): Outcome {
  actorOf(c, op.thread);
  return failed('EINVAL');
}
