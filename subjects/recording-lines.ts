/** Lines of UTF-8 text from a stream of bytes, with a bound on what is kept in memory. */
import { RecordingError } from './recording-error';

/** Most bytes that a line may have, its line feed left out. */
export const MAX_LINE = 1024 * 1024;

export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line without a line feed. */
  readonly ended: boolean;
}

/**
 * The lines of `source`, each as soon as it is complete. At most one line and one chunk are in memory.
 * @throws RecordingError on a line above {@link MAX_LINE} bytes and on bytes that are not UTF-8
 */
export async function* linesOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: string,
): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let number = 1;
  let parts: Uint8Array[] = [];
  let held = 0;
  const take = (part: Uint8Array): void => {
    held += part.length;
    if (held > MAX_LINE) {
      throw new RecordingError(
        file,
        number,
        `line longer than ${MAX_LINE} bytes: one JSON object a line is allowed`,
      );
    }
    parts.push(part);
  };
  const text = (): string => {
    try {
      return decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
    } catch {
      throw new RecordingError(
        file,
        number,
        'not UTF-8: save the recording as UTF-8 without a byte order mark',
      );
    }
  };
  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      take(chunk.subarray(start, end));
      yield { number, text: text(), ended: true };
      number += 1;
      parts = [];
      held = 0;
      start = end + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start));
  }
  if (held > 0) yield { number, text: text(), ended: false };
}
