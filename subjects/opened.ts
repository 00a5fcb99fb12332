/** The process under test of a run: started once, so that it says once who it is, and ended with the run. */
import type { ProcessOptions } from './process-subject';
import { ProcessSubject } from './process-subject';
import type { RecordFile } from './record-file';
import { Recorded } from './recorded';
import type { Subject } from './subject';
import type { WireError } from './wire-error';

let opened: Promise<Subject> | null = null;
let lent: Subject | null = null;

/** Starts the process of a new run, unless one is lent. @throws SubjectError where it does not start or describes itself wrongly */
export function openSubject(argv: readonly string[], options: ProcessOptions): Promise<Subject> {
  opened = lent ? Promise.resolve(lent) : ProcessSubject.start(argv, options);
  return opened;
}

/** The process of this run, or null where none was started. */
export function openedSubject(): Promise<Subject> | null {
  return opened;
}

/**
 * Ends the process of this run, but for one that is lent; further calls have the same result.
 * @returns what it did wrong that no case has been told yet, or null
 */
export async function endSubject(): Promise<WireError | null> {
  const subject = await opened?.catch(() => null);
  return subject instanceof ProcessSubject && subject !== lent ? subject.shutdown() : null;
}

/** Runs that begin in `work` ask this subject, which is open and stays so, and start none. */
export async function withLent<T>(subject: Subject, work: () => Promise<T>): Promise<T> {
  lent = subject;
  try {
    return await work();
  } finally {
    lent = null;
    opened = null;
  }
}

let record: RecordFile | null = null;

/** From now on what the subject does is written to the file; null: no longer. */
export function recordTo(file: RecordFile | null): void {
  record = file;
}

/** The subject as a case sees it: recorded under the case's id, where the run is recorded. */
export function recordedAs(subject: Subject, id: string): Subject {
  return record ? new Recorded(subject, record, id) : subject;
}
