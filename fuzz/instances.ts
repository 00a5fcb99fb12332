/** The instances of a recording, for what was asked of them. */
import type { AnyOp } from '../model/core/machine';
import type { HeaderEntry } from '../subjects/recording';
import { readRecording } from '../subjects/recording';

/** Each instance with its operations, in order. @throws RecordingError */
export async function* instancesIn(
  file: string,
): AsyncGenerator<{ readonly header: HeaderEntry; readonly ops: readonly AnyOp[] }> {
  let header: HeaderEntry | null = null;
  let ops: AnyOp[] = [];
  for await (const entry of readRecording(file)) {
    if (entry.kind === 'header') {
      if (header) yield { header, ops };
      header = entry;
      ops = [];
    } else if (entry.kind === 'step') ops.push(entry.op);
  }
  if (header) yield { header, ops };
}
