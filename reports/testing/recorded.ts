/** Recordings for tests that judge one by several profiles. */
import { join } from 'node:path';
import type { RecordingEntry } from '../../subjects/recording';
import { readRecording } from '../../subjects/recording';

export const RECORDINGS = join(__dirname, '..', '..', 'recordings');

const read = new Map<string, Promise<readonly RecordingEntry[]>>();

/** The entries of a recording file, read when they are first asked for, and once for all tests of a process. */
export function recorded(file: string): () => Promise<readonly RecordingEntry[]> {
  return () => {
    const entries = read.get(file) ?? entriesIn(file);
    read.set(file, entries);
    return entries;
  };
}

async function entriesIn(file: string): Promise<readonly RecordingEntry[]> {
  const entries: RecordingEntry[] = [];
  for await (const entry of readRecording(file)) entries.push(entry);
  return entries;
}
