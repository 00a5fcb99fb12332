/** Where the verdicts of a test cannot be taken as they are: it broke in a way that they do not speak of. */
import type { Executed, StepResult } from '../executed';
import type { VerdictName } from '../verdict';

const UNDONE: Readonly<Record<string, string>> = {
  UNDEFINED: 'no phrase fits: features/<machine>/PHRASES.md has those that there are',
  AMBIGUOUS: 'more than one step definition matches',
  PENDING: 'its definition is still pending',
  UNKNOWN: 'it has no result',
};

/** Verdicts of which Cucumber hears as a failure. */
const BAD: readonly VerdictName[] = ['fail', 'inconclusive', 'untestable', 'error'];

/**
 * Why a test is an error whatever its verdicts say, or null. An undefined step, for one, skips all that
 * follow it, and the labs, which saw nothing wrong, would call that a pass.
 */
export function troubleOf(executed: Executed | null): string | null {
  if (!executed) return 'the run ended before this case did';
  const { steps, verdicts } = executed;
  const undone = steps.find(({ status }) => status in UNDONE);
  if (undone) return told(undone, UNDONE[undone.status] ?? '');
  const failed = steps.find(({ status }) => status === 'FAILED');
  if (verdicts.some(({ verdict }) => BAD.includes(verdict))) return null;
  if (failed) return told(failed, 'it failed, and no verdict says so');
  const skipped = steps.find(({ status }) => status === 'SKIPPED');
  const silent = verdicts.length === 0;
  if (skipped && (silent || verdicts.some(({ verdict }) => verdict === 'pass')))
    return told(skipped, 'it was skipped');
  return silent ? 'the case ended without a verdict' : null;
}

function told({ text, message }: StepResult, what: string): string {
  const where = text === null ? 'a hook' : `step "${text}"`;
  return message === null ? `${where}: ${what}` : `${where}: ${what}\n${message}`;
}
