/** fork, vfork, clone and clone3 (kernel/fork.c, copy_process(); arch/x86/kernel/process.c, copy_thread(); shstk.c). */
import { pageAlign, PROT_WRITE, SHSTK } from './abi';
import { shadowStore } from './access';
import { allocateStack, stackSize } from './alloc';
import type { Context } from './context';
import { actorOf, cetOf, processOf, setThread, spaceOf, threadOf } from './context';
import { mappingAt } from './maps';
import { read64 } from './memory';
import type { Frame, Process, Space, Thread } from './state';
import { CET_OFF } from './state';
import { failed } from './switching';
import { end } from './tasks';
import type { Clone, Outcome } from './types';

export function clone(c: Context, op: Clone): Outcome {
  const parent = actorOf(c, op.thread);
  const id = c.state.next;
  const child = childOf(c, parent, id, op);
  if (typeof child === 'string') return failed(child);
  const process = processOf(c, parent);
  const twin: Process = { ...process, id: child.process };
  const copy: Space = { ...spaceOf(c, parent), id: child.space };
  c.state = {
    config: c.state.config,
    threads: [...c.state.threads, child],
    processes: child.process === process.id ? c.state.processes : [...c.state.processes, twin],
    spaces: child.space === parent.space ? c.state.spaces : [...c.state.spaces, copy],
    next: id,
  };
  const objection = useToken(c, child, tokenOf(op)) ?? (op.tid_in_use ? 'EEXIST' : null);
  if (objection !== null) {
    end(c, child);
    return failed(objection);
  }
  c.state = { ...c.state, next: id + 1 };
  if (op.vfork) setThread(c, { ...threadOf(c, parent.id), waitsFor: id });
  return { outcome: 'ok', value: BigInt(id) };
}

/** What a child that shares the memory begins with: a normal stack of its own, and no alternate one. */
const NEW_STACK = {
  frames: null,
  stack: 0,
  parked: new Map<number, Frame | null>(),
  altstack: null,
} as const;

const tokenOf = ({ shstk_token = 0n }: Clone): bigint => shstk_token;

/** The child before anyone sees it, or the name of an error. */
function childOf(c: Context, parent: Thread, id: number, op: Clone): Thread | string {
  const token = tokenOf(op);
  if ((token & 7n) !== 0n) return 'EINVAL';
  const same = op.same_process ?? (op.vm && !op.vfork);
  const space = op.vm ? parent.space : id;
  const twin: Thread = {
    ...parent,
    id,
    process: same ? parent.process : id,
    space,
    buffer: op.worker ? CET_OFF : cetOf(parent),
    live: 'buffer',
    ...(op.vm && !op.vfork ? NEW_STACK : {}),
    worker: op.worker ?? false,
  };
  if ((parent.features & SHSTK) === 0) return token === 0n ? twin : 'EINVAL';
  if (token !== 0n) return { ...twin, base: 0n, size: 0n, ...withSsp(twin, token + 8n) };
  if (op.vfork) return { ...twin, base: 0n, size: 0n };
  return op.vm ? withNewStack(c, parent, twin, op.stack_size) : twin;
}

function withNewStack(c: Context, parent: Thread, twin: Thread, asked: bigint | undefined): Thread | string {
  const { stack } = processOf(c, parent).rlimits;
  const size = asked === undefined || asked === 0n ? stackSize(stack) : pageAlign(asked);
  const base = allocateStack(c, parent, size);
  if (typeof base === 'string') return base;
  return { ...twin, base, size, ...withSsp(twin, base + size) };
}

/** Where a child that is not switched in yet has its SSP; a worker has no state of the CPU's, however it is made (fpu_clone()). */
function withSsp({ buffer, worker }: Thread, ssp: bigint): Pick<Thread, 'buffer'> {
  return { buffer: worker ? CET_OFF : { ssp, ucet: buffer.ucet } };
}

/** Clears the token that is named in the child's memory; the name of an error where there is none (shstk_validate_clone()). */
function useToken(c: Context, child: Thread, token: bigint): string | null {
  if (token === 0n) return null;
  const { maps, memory } = spaceOf(c, child);
  const mapping = mappingAt(maps, token);
  if (!mapping?.shadow || (mapping.prot & PROT_WRITE) === 0) return 'EFAULT';
  if (read64(memory, token) !== ((token + 8n) | 1n)) return 'EINVAL';
  shadowStore(c, child, token, 0n);
  return null;
}
