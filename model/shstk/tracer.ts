/** What a tracer does to a stopped thread (arch/x86/kernel/fpu/regset.c, process_64.c, kernel/ptrace.c). */
import { SHSTK } from './abi';
import type { Context } from './context';
import { cetOf, setCet, setSpace, setThread, spaceOf, threadOf } from './context';
import { commandOf, enable, failed, OK } from './features';
import { mappingAt } from './maps';
import { touched, write64 } from './memory';
import type {
  ContextSwitch,
  Outcome,
  PtraceArchPrctl,
  PtraceGetregset,
  PtracePoke,
  PtraceSetregset,
} from './types';

export function getRegset(c: Context, op: PtraceGetregset): Outcome {
  const thread = threadOf(c, op.thread);
  const length = c.rules.getLength((thread.features & SHSTK) !== 0, op.len);
  if (typeof length === 'string') return failed(length);
  return length === 0 ? { outcome: 'ok', length } : { outcome: 'ok', length, value: cetOf(thread).ssp };
}

export function setRegset(c: Context, op: PtraceSetregset): Outcome {
  const thread = threadOf(c, op.thread);
  const active = (thread.features & SHSTK) !== 0;
  const length = c.rules.setLength(active, op.len);
  if (typeof length === 'string') return failed(length);
  const objection = c.rules.sspObjection(op.value, spaceOf(c, thread).maps);
  if (objection !== null) return failed(objection);
  setCet(c, thread, { ssp: op.value, ucet: cetOf(thread).ucet });
  return { outcome: 'ok', length };
}

export function tracerPrctl(c: Context, op: PtraceArchPrctl): Outcome {
  const thread = threadOf(c, op.thread);
  const command = commandOf(c, op.option);
  if (command === 'STATUS') return { outcome: 'ok', stored: [BigInt(thread.features)] };
  if (command === 'LOCK') {
    if (!c.rules.lockByTracer) return failed('EINVAL');
    setThread(c, { ...thread, locked: c.rules.lock(thread.locked, op.arg) });
    return OK;
  }
  const does = command === null ? 'EINVAL' : c.rules.command(command, c.state.config, op.arg);
  if (does === 'EINVAL') return failed('EINVAL');
  if (does === 'acts') return enable(c, thread);
  setThread(c, { ...thread, locked: c.rules.unlock(thread.locked, op.arg) });
  return OK;
}

/** A poke is forced: protections do not stop it. */
export function poke(c: Context, op: PtracePoke): Outcome {
  const space = spaceOf(c, threadOf(c, op.thread));
  const mapping = mappingAt(space.maps, op.addr);
  if (!mapping) return failed('EIO');
  if (mapping.shadow && !c.rules.pokeAllowed) return failed('EIO');
  setSpace(c, {
    ...space,
    memory: write64(touched(space.memory, op.addr, mapping.shadow), op.addr, op.value),
  });
  return OK;
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
