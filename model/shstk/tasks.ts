/** How threads and processes end: exit and exec (arch/x86/kernel/process.c, shstk.c). */
import { unmapStack } from './alloc';
import type { Context } from './context';
import { actorOf, processOf, threadOf } from './context';
import { OK } from './switching';
import type { Thread } from './state';
import { freshSpace, freshThread } from './state';
import type { Execve, Exit, Outcome } from './types';

export function exit(c: Context, op: Exit): Outcome {
  const thread = threadOf(c, op.thread);
  end(c, thread.worker ? thread : actorOf(c, op.thread));
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
