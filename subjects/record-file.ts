/** The file that a run's recording is written to. */
import { closeSync, fstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { toWire } from '../model/core/wire';
import { printable } from './text';

/** Characters kept before they are written. */
const BUFFER = 1 << 16;

/** A line of a recording: bigints as their hexadecimal strings, without `undefined` members. */
export function recordLine(line: object): string {
  return `${JSON.stringify(toWire(line))}\n`;
}

export class RecordFile {
  private held = '';
  private isClosed = false;
  /** Why nothing more is written, as in `ENOSPC`; null while all is well. */
  problem: string | null = null;

  private constructor(
    readonly path: string,
    /** The day that the headers give, as in 2027-01-31. */
    readonly date: string,
    private readonly fd: number,
  ) {}

  /** Creates the file. @throws RangeError where it exists, since what was recorded is evidence, or cannot be made */
  static create(path: string, date: string): RecordFile {
    try {
      return new RecordFile(path, date, openSync(path, 'wx'));
    } catch (error) {
      const { code = 'error' } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST')
        throw new RangeError(
          `${printable(path)} exists, and a recording is not written over: name another file, or remove it`,
        );
      throw new RangeError(`no recording can be written to ${printable(path)} (${code})`);
    }
  }

  write(line: object): void {
    this.held += recordLine(line);
    if (this.held.length >= BUFFER) this.flush();
  }

  /** Writes what is left. A file in which nothing was recorded is removed. Further calls do nothing. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.flush();
    const { size } = fstatSync(this.fd);
    closeSync(this.fd);
    if (size === 0) unlinkSync(this.path);
  }

  private flush(): void {
    const bytes = Buffer.from(this.held);
    this.held = '';
    try {
      for (let at = 0; at < bytes.length && this.problem === null;) at += writeSync(this.fd, bytes, at);
    } catch (error) {
      this.problem = (error as NodeJS.ErrnoException).code ?? 'error';
    }
  }
}
