/** Files that the file tools are given. */
import { statSync } from 'node:fs';
import { oneLine } from '../reports/text/clean';
import { bytesOf } from '../subjects/bounded';

/** The text of a file of at most `limit` bytes; `refuse` makes the error of a sentence without the file's name. */
export function textOf(
  file: string,
  limit: number,
  encoding: 'latin1' | 'utf8',
  refuse: (sentence: string) => Error,
): string {
  return bytesOf(file, limit, refuse).toString(encoding);
}

/**
 * Files that are written are none of those that are read, under whatever names.
 * @throws RangeError with the first that is
 */
export function notOver(written: readonly string[], read: readonly string[]): void {
  const before = new Set(read.flatMap(identity));
  const lost = written.find((file) => identity(file).some((one) => before.has(one)));
  if (lost !== undefined)
    throw new RangeError(
      `${oneLine(lost, 400)} is read, and would be gone: choose another place for what is written`,
    );
}

/** Nothing where there is no such file, or none that can be reached. */
function identity(file: string): readonly string[] {
  try {
    const { dev, ino } = statSync(file);
    return [`${dev}:${ino}`];
  } catch {
    return [];
  }
}
