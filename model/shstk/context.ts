/** The working copy of one step: the collected events beside the state. */
import type { Choices } from '../core/machine';
import { Misuse } from '../core/machine';
import { bitSet } from '../core/u64';
import { SH_STK_EN } from './abi';
import type { Memory } from './memory';
import type { Rules } from './rules';
import type { Cet, Process, Space, State, Thread } from './state';
import { withCet } from './state';
import type { Event } from './types';

export interface Context {
  readonly rules: Rules;
  readonly choices: Choices;
  state: State;
  readonly events: Event[];
}

/** @throws Misuse where there is no such thread (any more) */
export function threadOf(c: Context, id: number): Thread {
  for (const thread of c.state.threads) if (thread.id === id) return thread;
  throw new Misuse(
    `there is no thread ${id}: live are ${c.state.threads.map((one) => one.id).join(', ') || 'none'}`,
  );
}

/**
 * A thread that can act: on a CPU with its state loaded, and not waiting for a vfork child.
 * @throws Misuse
 */
export function actorOf(c: Context, id: number): Thread {
  const thread = threadOf(c, id);
  if (thread.waitsFor !== null) {
    throw new Misuse(
      `thread ${id} waits for its vfork child ${thread.waitsFor}: let that one exit or exec first`,
    );
  }
  if (thread.worker) throw new Misuse(`thread ${id} is a worker of the kernel: it runs no program code`);
  return thread;
}

/** A thread that can be traced. @throws Misuse on a worker (kernel/ptrace.c, ptrace_attach()) */
export function traceeOf(c: Context, id: number): Thread {
  const thread = threadOf(c, id);
  if (thread.worker) throw new Misuse(`thread ${id} is a worker of the kernel: no tracer can attach to it`);
  return thread;
}

/** A thread that executes an instruction: its state is loaded on the way back to user mode. */
export function runnerOf(c: Context, id: number): Thread {
  const thread = actorOf(c, id);
  return thread.live === 'registers' ? thread : loaded(c, thread);
}

/** Loads the registers from the buffer, as a switch to the thread does. */
export function loaded(c: Context, thread: Thread): Thread {
  const on: Thread = { ...thread, registers: thread.buffer, live: 'registers' };
  setThread(c, on);
  return on;
}

export function setThread(c: Context, thread: Thread): void {
  const threads = c.state.threads.slice();
  for (let i = 0; i < threads.length; i += 1) if (threads[i]?.id === thread.id) threads[i] = thread;
  const { config, processes, spaces, next } = c.state;
  c.state = { config, threads, processes, spaces, next };
}

/** The state of CET that counts for a thread, wherever it is. */
export function cetOf(thread: Thread): Cet {
  return thread.live === 'registers' ? thread.registers : thread.buffer;
}

/** The kernel changes a thread's CET state, wherever it is. */
export function setCet(c: Context, thread: Thread, cet: Cet): Thread {
  const changed = withCet(thread, thread.live, cet);
  setThread(c, changed);
  return changed;
}

export function processOf(c: Context, thread: Thread): Process {
  for (const process of c.state.processes) if (process.id === thread.process) return process;
  throw new Error(`thread ${thread.id} belongs to process ${thread.process}, which is not there`);
}

export function setProcess(c: Context, process: Process): void {
  c.state = {
    ...c.state,
    processes: c.state.processes.map((one) => (one.id === process.id ? process : one)),
  };
}

export function spaceOf(c: Context, thread: Thread): Space {
  for (const space of c.state.spaces) if (space.id === thread.space) return space;
  throw new Error(`thread ${thread.id} lives in address space ${thread.space}, which is not there`);
}

export function setSpace(c: Context, space: Space): void {
  const spaces = c.state.spaces.slice();
  for (let i = 0; i < spaces.length; i += 1) if (spaces[i]?.id === space.id) spaces[i] = space;
  const { config, threads, processes, next } = c.state;
  c.state = { config, threads, processes, spaces, next };
}

/** The words of a space become others. */
export function setMemory(c: Context, { id, maps }: Space, memory: Memory): void {
  setSpace(c, { id, maps, memory });
}

/** Whether shadow stacks are on in a CET state. */
export function isShadowed({ ucet }: Cet): boolean {
  return bitSet(ucet, SH_STK_EN);
}
