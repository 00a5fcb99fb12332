/** The scenarios that began in a run, each with what became of it. */
import type { Envelope, GherkinDocument, Pickle } from '@cucumber/messages';
import type { Executed } from '../executed';

export interface Test {
  readonly pickle: Pickle;
  readonly document: GherkinDocument;
  /** Its last attempt; null where the run ended before it did. */
  readonly executed: Executed | null;
}

/**
 * In the order in which they were planned. What never began is no test: the guard knows what was planned.
 * @param finished the scenarios that came to their end
 */
export function testsOf(envelopes: readonly Envelope[], finished: readonly Executed[]): readonly Test[] {
  const documents = new Map(envelopes.flatMap(({ gherkinDocument: one }) => (one ? [[one.uri, one]] : [])));
  const pickles = new Map(envelopes.flatMap(({ pickle }) => (pickle ? [[pickle.id, pickle]] : [])));
  const began = new Set(envelopes.flatMap(({ testCaseStarted }) => testCaseStarted?.testCaseId ?? []));
  const executed = new Map(finished.map((one) => [one.pickle.id, one]));
  return envelopes.flatMap(({ testCase }) => {
    const pickle = pickles.get(testCase?.pickleId ?? '');
    const document = documents.get(pickle?.uri);
    if (!testCase || !began.has(testCase.id) || !pickle || !document) return [];
    return [{ pickle, document, executed: executed.get(pickle.id) ?? null }];
  });
}
