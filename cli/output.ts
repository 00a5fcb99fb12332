/** Where the command prints: results to stdout, progress and errors to stderr. */
import { setImmediate } from 'node:timers/promises';

export interface Output {
  /** Prints a result and a line break. */
  readonly out: (text: string) => void;
  /** Prints a remark and a line break. */
  readonly err: (text: string) => void;
  /** Whether results may be coloured. */
  readonly colour: boolean;
  /** Where a progress bar can be drawn, or null. */
  readonly terminal: NodeJS.WriteStream | null;
}

/** The process's streams, and what kept a result from being written: a full disk. */
export interface ProcessOutput extends Output {
  /** Waits until all results are out. @returns why one is not, or null */
  readonly flushed: () => Promise<Error | null>;
}

/** The process's own streams. A reader that goes away (`hvspec run | head`) is no error. */
export function processOutput(): ProcessOutput {
  let failure: Error | null = null;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failure ??= error;
  });
  // There is nobody left to tell.
  process.stderr.on('error', () => undefined);
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    colour: wantsColour(process.stdout.isTTY, process.env),
    flushed: async () => {
      await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
      // The error of a write is told after its callback.
      await setImmediate();
      return failure;
    },
    terminal: process.stderr.isTTY && process.env['TERM'] !== 'dumb' ? process.stderr : null,
  };
}

/** Colour is for terminals; NO_COLOR (not empty) forbids it, FORCE_COLOR (neither empty nor 0) asks for it. */
export function wantsColour(
  isTTY: boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  return (isTTY ?? false) && env['TERM'] !== 'dumb';
}
