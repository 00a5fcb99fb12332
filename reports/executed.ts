/** What became of each scenario in a run, read from the run's envelopes. */
import type { Attachment, Envelope, Pickle, TestStepResult } from '@cucumber/messages';
import { getWorstTestStepResult } from '@cucumber/messages';
import type { Verdict } from './verdict';
import { VERDICT_MEDIA_TYPE } from './verdict';

export interface StepResult {
  /** Null for a hook. */
  readonly text: string | null;
  readonly status: TestStepResult['status'];
  readonly message: string | null;
}

export interface Executed {
  readonly pickle: Pickle;
  readonly status: TestStepResult['status'];
  readonly steps: readonly StepResult[];
  readonly verdicts: readonly Verdict[];
}

interface Running {
  readonly caseId: string;
  readonly steps: StepResult[];
  readonly verdicts: Verdict[];
  readonly results: TestStepResult[];
}

/** The scenarios that have finished, in the order in which they did. */
export function executedOf(envelopes: readonly Envelope[]): readonly Executed[] {
  const collector = new Collector();
  return envelopes.flatMap((envelope) => collector.add(envelope) ?? []);
}

/** The same one envelope at a time, while the run goes on. */
export class Collector {
  private readonly pickles = new Map<string, Pickle>();
  /** Of a test case: its pickle, and the text behind each of its steps. */
  private readonly cases = new Map<string, { pickleId: string; texts: ReadonlyMap<string, string> }>();
  private readonly running = new Map<string, Running>();

  /** @returns the scenario that this envelope finishes, or null */
  add({
    pickle,
    testCase,
    testCaseStarted,
    attachment,
    testStepFinished,
    testCaseFinished,
  }: Envelope): Executed | null {
    if (pickle) this.pickles.set(pickle.id, pickle);
    if (testCase) {
      const steps = this.pickles.get(testCase.pickleId)?.steps ?? [];
      const texts = testCase.testSteps.flatMap(({ id, pickleStepId }) => {
        const step = steps.find((one) => one.id === pickleStepId);
        return step ? [[id, step.text] as const] : [];
      });
      this.cases.set(testCase.id, { pickleId: testCase.pickleId, texts: new Map(texts) });
    }
    if (testCaseStarted) {
      this.running.set(testCaseStarted.id, {
        caseId: testCaseStarted.testCaseId,
        steps: [],
        verdicts: [],
        results: [],
      });
    }
    if (attachment)
      this.running.get(attachment.testCaseStartedId ?? '')?.verdicts.push(...verdictsIn(attachment));
    if (testStepFinished) {
      const run = this.running.get(testStepFinished.testCaseStartedId);
      const { testStepId, testStepResult } = testStepFinished;
      const text = this.cases.get(run?.caseId ?? '')?.texts.get(testStepId) ?? null;
      run?.results.push(testStepResult);
      run?.steps.push({ text, status: testStepResult.status, message: testStepResult.message ?? null });
    }
    return testCaseFinished ? this.finish(testCaseFinished.testCaseStartedId) : null;
  }

  private finish(id: string): Executed | null {
    const run = this.running.get(id);
    const pickle = this.pickles.get(this.cases.get(run?.caseId ?? '')?.pickleId ?? '');
    if (!run || !pickle) return null;
    this.running.delete(id);
    return {
      pickle,
      status: getWorstTestStepResult(run.results).status,
      steps: run.steps,
      verdicts: run.verdicts,
    };
  }
}

/** The envelopes as if the scenarios that have not finished had never begun. */
export function withoutUnfinished(envelopes: readonly Envelope[]): readonly Envelope[] {
  const finished = new Set(
    envelopes.flatMap(({ testCaseFinished }) => testCaseFinished?.testCaseStartedId ?? []),
  );
  return envelopes.filter(({ testCaseStarted }) => !testCaseStarted || finished.has(testCaseStarted.id));
}

/** The verdicts that an attachment carries; none where it is another one. */
export function verdictsIn({ mediaType, body }: Attachment): readonly Verdict[] {
  return mediaType === VERDICT_MEDIA_TYPE ? (JSON.parse(body) as readonly Verdict[]) : [];
}
