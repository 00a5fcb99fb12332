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

/** Ends a thread: unmaps its stack, and forgets of processes and memory what nobody uses any more; whoever waited goes on. */
export function end(c: Context, { id: gone, base, size }: Thread): void {
  unmapStack(c, threadOf(c, gone), base, size);
  const threads = c.state.threads.filter(({ id }) => id !== gone);
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

/** The process begins anew: of one thread, without handlers, and in fresh memory. */
export function execve(c: Context, op: Execve): Outcome {
  const { id, process } = actorOf(c, op.thread);
  const { rlimits } = processOf(c, threadOf(c, id));
  killProcess(c, process);
  const { config, threads, processes, spaces, next: space } = c.state;
  c.state = {
    config,
    threads: [...threads, freshThread(id, process, space)],
    processes: [...processes, { id: process, handlers: new Map(), rlimits }],
    spaces: [...spaces, freshSpace(space, config)],
    next: space + 1,
  };
  return OK;
}
