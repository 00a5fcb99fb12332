/** Names in the phrases: who acts, and which signal. Apart from the parameter types, which need Cucumber. */

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
