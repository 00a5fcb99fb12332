/** Digests of the files that a claim is about, of any size. */
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { oneLine } from '../text/clean';

/** Kernels with their debug data have a few of these; an image of a disk may not be what is meant. */
const MAX_SUBJECT = 64 * 2 ** 30;

/**
 * SHA-256 of a file's bytes, in lower-case hexadecimal; the file is read piece by piece.
 * @throws RangeError where it is no regular file, is larger than 64 GiB, or cannot be read
 */
export async function fileDigest(file: string): Promise<string> {
  const shown = oneLine(file, 400);
  try {
    const found = statSync(file);
    if (!found.isFile()) throw new RangeError(`${shown} is no regular file: a claim is about files`);
    if (found.size > MAX_SUBJECT) throw new RangeError(`${shown} is larger than 64 GiB, and is not read`);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file, { end: MAX_SUBJECT })) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new RangeError(`${shown} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}
