/** Placeholder for the length of an hour: the real file replaces this one. */
import type { Subject } from './subject';

export class ProcessSubject {
  static start(_argv: readonly string[]): Promise<Subject> {
    return Promise.reject(new Error('not here yet'));
  }
}
