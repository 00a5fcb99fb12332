/** How a case failed: what is said of it, and which verdict that makes. */
import type { Named } from '../model/core/naming';
import { toWire } from '../model/core/wire';
import type { Law } from '../reports/law';
import type { Verdict, VerdictName } from '../reports/verdict';
import { SubjectError } from '../subjects/subject';
import { Inapplicable, Inconclusive, PathLost, Untestable } from './fate';
import type { Lab } from './lab';
import { PropertyFailed } from './property';

export interface Failure {
  readonly error: Error;
  readonly step: string;
  readonly named: Named;
}

/** The verdict that a failure makes, and what goes with it. Where nothing that has an owner differs, the tags are named. */
export function fateOf(
  lab: Lab,
  { error, step, named }: Failure,
): Partial<Verdict> & { readonly name: VerdictName } {
  const own = Object.entries(lab.options.tags).sort(([, a], [, b]) => b - a);
  const [first, ...perhaps] = named.requirements.length > 0 ? named.requirements : own.map(([id]) => id);
  return {
    name: nameOf(error, lab.options.law, first),
    message: error.message,
    step,
    ...(isJudged(error) && first !== undefined ? { broken: [first], perhaps } : {}),
    ...(named.at === null ? {} : { at: named.at }),
    trace: lab.trace.map(({ op, outcome }) => ({
      op: toWire(op),
      outcome: toWire(outcome ?? { outcome: 'refused' }),
    })),
    ...(error instanceof PropertyFailed ? { reproducer: error.reproducer } : {}),
  };
}

export const NOBODY: Named = { requirements: [], differences: [], at: null };

/** Whether an error is about what the subject did, and not about the subject's presence or the harness. */
export function isJudged(error: Error): boolean {
  return !(
    error instanceof Inapplicable ||
    error instanceof Untestable ||
    error instanceof Inconclusive ||
    error instanceof PathLost ||
    error instanceof SubjectError
  );
}

/** What breaks only a requirement of what kernels were seen to do differs, and does not fail. */
function nameOf(error: Error, law: Law, broken: string | undefined): VerdictName {
  if (error instanceof Inapplicable) return 'inapplicable';
  if (error instanceof Untestable) return 'untestable';
  if (error instanceof Inconclusive) return 'inconclusive';
  if (error instanceof SubjectError || error instanceof PathLost) return 'error';
  return broken === undefined || !law.holds(broken) || law.isGrave([broken]) ? 'fail' : 'differs';
}
