/** How a case failed: what is said of it, and which verdict that makes. */
import type { Named } from '../model/core/naming';
import { show } from '../model/core/compare';
import { Misuse, Unsupported } from '../model/core/machine';
import { toWire } from '../model/core/wire';
import type { Law } from '../reports/law';
import { shapeOf } from '../reports/text/shape';
import type { Verdict, VerdictDifference, VerdictName } from '../reports/verdict';
import { SubjectError } from '../subjects/subject';
import { Garbled, Inapplicable, Inconclusive, PathLost, Refused, Untestable } from './fate';
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
  const [first, ...perhaps] = brokenBy(lab, named);
  return {
    name: nameOf(error, lab.options.law, first, named.differences),
    message: error.message,
    step,
    ...(isJudged(error) && first !== undefined ? { broken: [first], perhaps } : {}),
    ...(named.at === null ? {} : { at: named.at }),
    ...(named.differences.length > 0 ? { differences: differencesOf(named) } : {}),
    ...(error instanceof Inapplicable && error.lacks.length > 0 ? { lacks: error.lacks } : {}),
    // The last of many runs says nothing of what none of them reached.
    ...(error instanceof Inconclusive ? {} : { trace: traceOf(lab) }),
    ...(error instanceof PropertyFailed ? { reproducer: error.reproducer } : {}),
  };
}

function traceOf({ trace }: Lab): NonNullable<Verdict['trace']> {
  return trace.map(({ op, outcome }) => ({
    op: toWire(op),
    outcome: toWire(outcome ?? { outcome: 'refused' }),
  }));
}

/** Whether Cucumber has to hear of it: it knows no difference that is not a failure. */
export function isHarmless(lab: Lab, { error, named }: Failure): boolean {
  const name = nameOf(error, lab.options.law, brokenBy(lab, named)[0], named.differences);
  return name === 'inapplicable' || name === 'differs';
}

function brokenBy({ options }: Lab, { requirements }: Named): readonly string[] {
  if (requirements.length > 0) return requirements;
  return Object.entries(options.tags)
    .sort(([, a], [, b]) => b - a)
    .map(([id]) => id);
}

/** Differences of a failure that are told, and characters of each value. */
const MAX_DIFFERENCES = 20;
const MAX_VALUE = 400;

function differencesOf({ differences }: Named): readonly VerdictDifference[] {
  return differences
    .slice(0, MAX_DIFFERENCES)
    .map(({ path, field = path, expected, actual }) => ({
      field,
      expected: show(expected).slice(0, MAX_VALUE),
      got: show(actual).slice(0, MAX_VALUE),
      shape: `${shapeOf(expected)} → ${shapeOf(actual)}`.slice(0, 2 * MAX_VALUE),
    }));
}

export const NOBODY: Named = { requirements: [], differences: [], at: null };

/** Whether an error is about what the subject did, and not about the subject's presence or the harness. */
export function isJudged(error: Error): boolean {
  return !(
    error instanceof Inapplicable ||
    error instanceof Untestable ||
    error instanceof Inconclusive ||
    error instanceof PathLost ||
    error instanceof Garbled ||
    error instanceof SubjectError
  );
}

/** What breaks only requirements of what kernels were seen to do differs, and does not fail. */
function nameOf(
  error: Error,
  law: Law,
  broken: string | undefined,
  named: Named['differences'],
): VerdictName {
  if (error instanceof Inapplicable) return 'inapplicable';
  if (error instanceof Untestable) return 'untestable';
  if (error instanceof Inconclusive) return 'inconclusive';
  if ([SubjectError, PathLost, Garbled].some((kind) => error instanceof kind)) return 'error';
  if (isRefusal(error)) return 'fail';
  if (named.some(({ owners }) => law.isGrave(owners))) return 'fail';
  return broken === undefined || !law.holds(broken) || law.isGrave([broken]) ? 'fail' : 'differs';
}

/** A subject that will not do or show what every subject has to is not merely unlike the kernels that were seen. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return [Refused, Misuse, Unsupported].some((kind) => error instanceof kind) || isRefusal(error.cause);
}
