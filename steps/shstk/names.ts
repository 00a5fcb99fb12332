/** Who acts, and which signal. */
import { alternatives } from '../phrases/word';
import type { Word } from '../phrases/word';

export type Actor = { readonly who: 'thread'; readonly thread: number } | { readonly who: 'tracer' };

/** Numbers of signals on x86-64. */
export const SIGNALS: Readonly<Record<string, number>> = { SIGILL: 4, SIGUSR1: 10, SIGSEGV: 11, SIGUSR2: 12 };

/** @throws RangeError with the names that are known */
export function signalOf(text: string): number {
  const signo = SIGNALS[text];
  if (signo === undefined)
    throw new RangeError(`"${text}" is no signal here: ${Object.keys(SIGNALS).join(', ')}`);
  return signo;
}

export function signalText(signo: number): string | null {
  return Object.entries(SIGNALS).find(([, number]) => number === signo)?.[0] ?? null;
}

export const signalWord: Word<number> = {
  pattern: new RegExp(alternatives(Object.keys(SIGNALS))),
  forms: Object.keys(SIGNALS).join(', '),
  read: signalOf,
  write: signalText,
};

/** The source of a pattern, to stand in others. */
export const TASK = 'the program|thread \\d+';

export function thread(id: number): Actor {
  return { who: 'thread', thread: id };
}

/** @throws Error where it is the tracer, which calls ptrace and does nothing else here */
export function threadOf(actor: Actor): number {
  if (actor.who === 'tracer') throw new Error('the tracer does nothing here but call ptrace');
  return actor.thread;
}

export const taskWord: Word<Actor> = {
  pattern: new RegExp(`${TASK}|the tracer`),
  forms: 'the program, thread 2, the tracer',
  read: (text) =>
    text === 'the tracer'
      ? { who: 'tracer' }
      : thread(text === 'the program' ? 1 : Number(text.slice('thread '.length))),
  write: (actor) => (actor.who === 'tracer' ? 'the tracer' : taskText(actor.thread)),
};

export function taskText(id: number): string {
  return id === 1 ? 'the program' : `thread ${id}`;
}
