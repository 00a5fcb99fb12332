/** What of a sequence the subject carries out. */
import type { Bench, Refusal, Trial } from './bench';
import { tried } from './bench';
import type { Walked } from './walk';
import { walk } from './walk';

/** By the operation's name: how often it was refused, and why it was the first time, in the subject's own words. */
export type Refusals = Map<string, { times: number; readonly why: string }>;

/**
 * Tries a sequence, and without what the subject refuses tries it again, until it refuses nothing: random operations are not all
 * such as a subject can carry out (an address that it needs for itself, a register that its processor has not), so a refusal breaks
 * no requirement, and what comes after must not rest on it. In a case, whose operations are such, a refusal is a failure.
 * @param refusals takes up what was refused
 */
export async function carried(
  bench: Bench,
  walked: Walked,
  refusals: Refusals,
): Promise<{ readonly walked: Walked; readonly trial: Trial }> {
  const walker = { model: bench.model, asks: bench.asks, isStrict: true };
  for (let now = walked; ;) {
    const trial = await tried(bench, now);
    if (trial.refused.length === 0) return { walked: now, trial };
    for (const one of trial.refused) count(refusals, one);
    const left = new Set(trial.refused.map(({ at }) => at));
    now = walk(walker, { config: now.config, ops: now.ops.filter((_, at) => !left.has(at)) });
  }
}

/** Of what a subject is asked it has to carry out one in so many, or agreement shows nothing. */
export const LEAST = 10;

/** Whether enough was carried out for agreement to say something: of a subject that refuses nearly all nothing is known. */
export function isShown({
  operations,
  asked,
}: {
  readonly operations: number;
  readonly asked: number;
}): boolean {
  return operations > 0 && operations * LEAST >= asked;
}

/** Takes up one that was refused; of a configuration, as that of `reset`. */
export function count(refusals: Refusals, { op: { op }, why }: Pick<Refusal, 'op' | 'why'>): void {
  const known = refusals.get(op);
  if (known) known.times += 1;
  else refusals.set(op, { times: 1, why: why.message });
}
