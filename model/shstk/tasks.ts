/** Threads and processes: fork, vfork, clone, exit and exec (arch/x86/kernel/process.c, shstk.c). */
import { pageAlign, SHSTK } from './abi';
import { allocateStack, stackSize, unmapStack } from './alloc';
import type { Context } from './context';
import { actorOf, cetOf, processOf, setThread, spaceOf, threadOf } from './context';
import { failed, OK } from './switching';
import type { Frame, Process, Space, Thread } from './state';
import { freshSpace, freshThread } from './state';
import type { Clone, Execve, Exit, Outcome } from './types';

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
    next: id + 1,
  };
  if (op.vfork) setThread(c, { ...threadOf(c, parent.id), waitsFor: id });
  return { outcome: 'ok', value: BigInt(id) };
}

/** What a child that shares the memory begins with: a normal stack of its own, and no alternate one (kernel/fork.c). */
const NEW_STACK = {
  frames: null,
  stack: 0,
  parked: new Map<number, Frame | null>(),
  altstack: null,
} as const;

/** The child before anyone sees it, or the name of an error. */
function childOf(c: Context, parent: Thread, id: number, op: Clone): Thread | string {
  const same = op.same_process ?? (op.vm && !op.vfork);
  const space = op.vm ? parent.space : id;
  const cet = cetOf(parent);
  const twin: Thread = {
    ...parent,
    id,
    process: same ? parent.process : id,
    space,
    registers: cet,
    buffer: cet,
    live: 'buffer',
    ...(op.vm && !op.vfork ? NEW_STACK : {}),
    waitsFor: null,
  };
  if ((parent.features & SHSTK) === 0) return twin;
  if (op.vfork) return { ...twin, base: 0n, size: 0n };
  return op.vm ? withNewStack(c, parent, twin, op.stack_size) : twin;
}

function withNewStack(c: Context, parent: Thread, twin: Thread, asked: bigint | undefined): Thread | string {
  const { stack } = processOf(c, parent).rlimits;
  const size = asked === undefined || asked === 0n ? stackSize(stack) : pageAlign(asked);
  const base = allocateStack(c, parent, size);
  if (typeof base === 'string') return base;
  const cet = { ssp: base + size, ucet: cetOf(parent).ucet };
  return { ...twin, base, size, registers: cet, buffer: cet };
}

export function exit(c: Context, op: Exit): Outcome {
  const thread = actorOf(c, op.thread);
  end(c, thread);
  return OK;
}

/** Ends a thread: frees its stack where others go on in the same memory, and what nobody uses any more. */
function end(c: Context, thread: Thread): void {
  const others = c.state.threads.filter((one) => one.id !== thread.id);
  const shares = others.some((one) => one.space === thread.space);
  if (shares) unmapStack(c, thread, thread.base, thread.size);
  release(c, others, thread.id);
}

/** Keeps the given threads, and of processes and memory what they use; whoever waited for `gone` goes on. */
function release(c: Context, threads: readonly Thread[], gone: number): void {
  c.state = {
    config: c.state.config,
    threads: threads.map((one) => (one.waitsFor === gone ? { ...one, waitsFor: null } : one)),
    processes: c.state.processes.filter(({ id }) => threads.some((one) => one.process === id)),
    spaces: c.state.spaces.filter(({ id }) => threads.some((one) => one.space === id)),
    next: c.state.next,
  };
}

/** All threads of a process end. */
export function killProcess(c: Context, process: number): void {
  for (const thread of c.state.threads.filter((one) => one.process === process)) end(c, thread);
}

/** A fresh program in fresh memory; other threads of the process are gone. */
export function execve(c: Context, op: Execve): Outcome {
  const thread = actorOf(c, op.thread);
  const process = processOf(c, thread);
  const space = c.state.next;
  const kept = c.state.threads.filter((one) => one.process !== process.id);
  for (const one of c.state.threads) if (one.process === process.id && one.id !== thread.id) end(c, one);
  const shares = kept.some((one) => one.space === thread.space);
  if (shares) unmapStack(c, thread, thread.base, thread.size);
  const fresh = freshThread(thread.id, process.id, space);
  c.state = { ...c.state, spaces: [...c.state.spaces, freshSpace(space, c.state.config)], next: space + 1 };
  release(
    c,
    [...kept, fresh].sort((a, b) => a.id - b.id),
    thread.id,
  );
  c.state = {
    ...c.state,
    processes: c.state.processes.map((one) =>
      one.id === process.id ? { ...one, handlers: new Map() } : one,
    ),
  };
  return OK;
}
