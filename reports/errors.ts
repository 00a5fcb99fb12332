/** Errors of what was given, for whoever tells them from ours without loading what throws them. */
import { printable } from '../subjects/text';

/** A file that somebody wrote is not as it must be. The message starts with `file:line:`. */
export class FileError extends Error {
  override readonly name = 'FileError';
  constructor(file: string, line: number | null, message: string) {
    super(`${printable(file, 300)}${line === null ? '' : `:${line}`}: ${message}`);
  }
}

/** A report could not be written; the message says which, why and what helps. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}
