/** Files that the file tools are given. */
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
