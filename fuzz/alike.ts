/** Whether a subject answers as the reference did: the quick look, before anybody asks what breaks. */
import { inspectionDifferences } from '../model/core/compare-fields';
import type { AnyOutcome } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { isInsight } from '../model/core/owners';
import type { ModelSubject } from '../subjects/model-subject';
import type { Bench } from './bench';
import { answersOf, isModel, seen } from './bench';
import type { Place } from './corpus';
import { same } from './same';
import type { Walked } from './walk';

export interface Alike {
  /** The subject's own states along the sequence, at first and after each operation; null where it shows none. */
  readonly own: readonly unknown[] | null;
}

/**
 * Asks for the sequence, and looks whether all that the subject says is what the reference said. A model goes on from the
 * place; any other subject does all of it.
 * @returns null where anything differs, be it of no account
 * @throws SubjectError where the subject breaks
 */
export async function alike(bench: Bench, walked: Walked, place?: Place): Promise<Alike | null> {
  const { subject, offer, against, model, court } = bench;
  if (against) return null;
  const { config, ops, taken } = walked;
  const own: unknown[] | null = isModel(subject) ? ownAlong(subject, walked, place, court.insight) : null;
  if (isModel(subject) && !own) return null;
  if (!isModel(subject)) {
    await subject.reset(offer, config);
    const answers = await answersOf(subject, ops);
    for (const [i, answer] of answers.entries())
      if (answer instanceof Error || !same(seen(court, taken[i + 1]?.outcome), seen(court, answer)))
        return null;
  }
  const state = isModel(subject) ? subject.inspectNow() : await subject.inspect();
  return sameState(bench, model.inspect(taken.at(-1)?.after), state) ? { own } : null;
}

function sameState({ court: { fields, insight } }: Bench, wanted: object, got: object): boolean {
  if (same(wanted, got)) return true;
  if (insight) return false;
  return inspectionDifferences(fields, wanted, got).every(({ field = '' }) => isInsight(fields, field));
}

function ownAlong(
  subject: ModelSubject,
  { config, ops, taken, from }: Walked,
  place: Place | undefined,
  insight: boolean,
): unknown[] | null {
  const before = place?.own?.slice(0, from + 1);
  if (before) subject.resume(before.at(-1));
  else subject.resetNow(config);
  const own = before ?? [subject.state];
  for (let i = before ? from : 0; i < ops.length; i += 1) {
    const answer = answerOf(subject, ops[i] as (typeof ops)[number]);
    if (!answer || !insight || !same(taken[i + 1]?.outcome, answer)) return null;
    own.push(subject.state);
  }
  return own;
}

function answerOf(subject: ModelSubject, op: Parameters<ModelSubject['stepNow']>[0]): AnyOutcome | null {
  try {
    return subject.stepNow(op);
  } catch (error) {
    if (error instanceof Misuse || error instanceof Unsupported) return null;
    throw error;
  }
}
