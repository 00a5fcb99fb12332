/** Recordings for tests that judge one by several profiles. */
import { join } from 'node:path';
import type { RecordingEntry } from '../../subjects/recording';
import { readRecording } from '../../subjects/recording';

export const RECORDINGS = join(__dirname, '..', '..', 'recordings');

/** The entries of a recording file, read when they are first asked for, and once. */
export function recorded(file: string): () => Promise<readonly RecordingEntry[]> {
  let read: Promise<readonly RecordingEntry[]> | null = null;
  return () => (read ??= entriesIn(file));
}

async function entriesIn(file: string): Promise<readonly RecordingEntry[]> {
  const entries: RecordingEntry[] = [];
  for await (const entry of readRecording(file)) entries.push(entry);
  return entries;
}
