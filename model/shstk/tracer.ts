/** What a tracer does to a stopped thread (arch/x86/kernel/fpu/regset.c, process_64.c, kernel/ptrace.c). */
import { commandOf, SHSTK, TASK_SIZE_MAX } from './abi';
import type { Context } from './context';
import { cetOf, setCet, setMemory, setThread, spaceOf, threadOf, traceeOf } from './context';
import { failed, OK } from './switching';
import { mappingAt } from './maps';
import { touched, written } from './memory';
import type { Thread } from './state';
import type {
  ContextSwitch,
  Outcome,
  PtraceArchPrctl,
  PtraceGetregset,
  PtracePoke,
  PtraceSetregset,
} from './types';

export function getRegset(c: Context, op: PtraceGetregset): Outcome {
  const thread = traceeOf(c, op.thread);
  const length = regsetLength(thread, op.len);
  if (typeof length === 'string') return failed(length);
  return length === 0 ? { outcome: 'ok', length } : { outcome: 'ok', length, value: cetOf(thread).ssp };
}

/** How many of the bytes asked for count, or the name of an error. */
function regsetLength({ features }: Thread, asked: number): number | string {
  if (asked % 8 !== 0) return 'EINVAL';
  return (features & SHSTK) === 0 ? 'ENODEV' : Math.min(asked, 8);
}

export function setRegset(c: Context, op: PtraceSetregset): Outcome {
  const thread = traceeOf(c, op.thread);
  const length = regsetLength(thread, op.len);
  if (typeof length === 'string') return failed(length);
  if (length === 0 || (op.value & 7n) !== 0n || op.value >= TASK_SIZE_MAX) return failed('EINVAL');
  setCet(c, thread, { ssp: op.value, ucet: cetOf(thread).ucet });
  return { outcome: 'ok', length };
}

export function tracerPrctl(c: Context, op: PtraceArchPrctl): Outcome {
  const thread = traceeOf(c, op.thread);
  const command = commandOf(c.rules.numbers, op.option);
  if (command === 'STATUS') return { outcome: 'ok', stored: [BigInt(thread.features)] };
  if (command === 'LOCK') {
    setThread(c, { ...thread, locked: thread.locked | op.arg });
    return OK;
  }
  if (command !== 'UNLOCK' || !c.state.config.checkpoint_restore) return failed('EINVAL');
  setThread(c, { ...thread, locked: thread.locked & ~op.arg });
  return OK;
}

/** A poke is forced: protections do not stop it. What is mapped of the eight bytes is stored (kernel/ptrace.c). */
export function poke(c: Context, { thread, addr, value }: PtracePoke): Outcome {
  const space = spaceOf(c, traceeOf(c, thread));
  const last = addr + 7n;
  const [first, rest] = [mappingAt(space.maps, addr), mappingAt(space.maps, last)];
  if (!first) return failed('EIO');
  const begun = touched(space.memory, addr, first.shadow);
  const memory = rest
    ? written(touched(begun, last, rest.shadow), addr, value)
    : written(begun, addr, value, Number(first.end - addr));
  setMemory(c, space, memory);
  return rest ? OK : failed('EIO');
}

/** The scheduler saves the registers to the buffer, or loads them from it. */
export function contextSwitch(c: Context, op: ContextSwitch): Outcome {
  const thread = threadOf(c, op.thread);
  if (op.to === 'out' && thread.live === 'registers')
    setThread(c, { ...thread, buffer: thread.registers, live: 'buffer' });
  if (op.to === 'in' && thread.live === 'buffer')
    setThread(c, { ...thread, registers: thread.buffer, live: 'registers' });
  return OK;
}
