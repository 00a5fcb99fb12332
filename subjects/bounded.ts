/** Reading files that others have named: never more than a limit, whatever the file says of its size. */
import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 1 << 16;

/**
 * The whole file, or null where it has more than `limit` bytes. A device or a pipe is read like any other file.
 * @throws the error of the system where it cannot be read
 */
export function readBounded(file: string, limit: number): Buffer | null {
  const fd = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; size <= limit;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const count = readSync(fd, chunk, 0, CHUNK, null);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      size += count;
    }
    return null;
  } finally {
    closeSync(fd);
  }
}

/** The same where a file that is not read is an error; `refuse` makes it of a sentence without the file's name. */
export function bytesOf(file: string, limit: number, refuse: (sentence: string) => Error): Buffer {
  let bytes: Buffer | null;
  try {
    bytes = readBounded(file, limit);
  } catch (error) {
    throw refuse(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
  if (bytes === null) throw refuse(`is larger than ${limit >> 20} MiB, and no more is read`);
  return bytes;
}
