/** Files that the file tools are given. */
import { readBounded } from '../subjects/bounded';

/** The text of a file of at most `limit` bytes; `refuse` makes the error of a sentence without the file's name. */
export function textOf(
  file: string,
  limit: number,
  encoding: 'latin1' | 'utf8',
  refuse: (sentence: string) => Error,
): string {
  const bytes = reading(file, limit, refuse);
  if (bytes === null) throw refuse(`is larger than ${limit >> 20} MiB, and no more is read`);
  return bytes.toString(encoding);
}

function reading(file: string, limit: number, refuse: (sentence: string) => Error): Buffer | null {
  try {
    return readBounded(file, limit);
  } catch (error) {
    throw refuse(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}
