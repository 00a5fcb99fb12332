import { printable } from './text';

/** A recording that cannot be read: its place, what stands there, and what may. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  constructor(
    readonly file: string,
    /** From 1; 0 where the file as a whole is meant. */
    readonly line: number,
    message: string,
  ) {
    super(`${printable(file)}${line > 0 ? `:${line}` : ''}: ${message}`);
  }
}
