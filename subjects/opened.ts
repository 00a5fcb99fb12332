/** The process under test of a run: started once, so that it says once who it is, and ended with the run. */
import type { ProcessOptions } from './process-subject';
import { ProcessSubject } from './process-subject';
import type { RecordFile } from './record-file';
import { Recorded } from './recorded';
import type { Subject } from './subject';
import type { WireError } from './wire-error';

let opened: Promise<ProcessSubject> | null = null;

/** Starts the process of a new run. @throws SubjectError where it does not start or describes itself wrongly */
export function openSubject(argv: readonly string[], options: ProcessOptions): Promise<Subject> {
  opened = ProcessSubject.start(argv, options);
  return opened;
}

/** The process of this run, or null where none was started. */
export function openedSubject(): Promise<Subject> | null {
  return opened;
}

/**
 * Ends the process of this run; further calls have the same result.
 * @returns what it did wrong that no case has been told yet, or null
 */
export async function endSubject(): Promise<WireError | null> {
  const subject = await opened?.catch(() => null);
  return subject ? subject.shutdown() : null;
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
