/** What every phase of making a box is given. */
import { LiveError } from './error';

export interface Context {
  /** The folder of the cache, absolute. */
  readonly cache: string;
  /** Ends whatever is under way. */
  readonly signal: AbortSignal;
  /** Prints a line about what is being done. */
  readonly say: (text: string) => void;
}

const EVERY_MS = 10_000;

/** Says what is done, every ten seconds that it still is, and how long it took. */
export async function during<T>({ say }: Context, what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  say(`${what} …`);
  const timer = setInterval(() => say(`${what} … ${seconds()}`), EVERY_MS);
  try {
    const result = await work();
    say(`${what}: ${seconds()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** @throws LiveError where it was interrupted */
export function notInterrupted({ signal }: Context): void {
  if (signal.aborted) throw new LiveError('interrupted', 'interrupted');
}
