/** What shrinking has to keep, that the sequence makes sense, and that the same breaks; and what is easy to tell. */
import { toWire } from '../model/core/wire';
import { wordless, worded } from '../steps/phrases/reproduce';
import { vocabularyOf } from '../steps/phrases/vocabulary';
import { fitsIn } from '../subjects/validate';
import type { Bench, Trial } from './bench';
import { breach, freshFor, hasFor, refusal, tried } from './bench';
import type { Sequence } from './sequence';
import type { Shows, Shrinking } from './shrink';

/** Whether a sequence makes sense to machine and reference, and what it breaks is what is looked for. */
export function showing(bench: Bench, isIt: (broken: readonly string[], trial: Trial) => boolean): Shows {
  const { machine } = bench;
  const has = hasFor(bench);
  const isConfig = fitsIn(machine.name, 'config');
  const isOp = fitsIn(machine.name, 'op');
  return async (sequence) => {
    const { config, ops } = sequence;
    // A scenario needs something to happen.
    if (ops.length === 0) return false;
    if (!isConfig(toWire(config)) || !has({ op: 'reset', ...config })) return false;
    if (ops.some((op) => !isOp(toWire(op)) || !has(op)) || !makesSense(bench, sequence)) return false;
    const trial = await tried(bench, sequence).catch(refusal);
    // A configuration that the subject refuses shows nothing.
    if (trial instanceof Error) return false;
    const broken = trial.lacks ? null : breach(bench, trial);
    return broken !== null && isIt(broken, trial);
  };
}

function makesSense({ model, asks: { unsaid } }: Bench, { config, ops }: Sequence): boolean {
  try {
    let state = model.initial(config);
    for (const op of ops) {
      const now = state;
      if (unsaid?.(op, config, () => model.inspect(now))) return false;
      ({ state } = model.step(state, op));
    }
    return true;
  } catch {
    return false;
  }
}

/** What makes a sequence easy to tell in the words of the machine's vocabulary, from a set-up on. */
export function tellable(bench: Bench, setup: object): Shrinking {
  const known = vocabularyOf(bench.machine.name);
  const fresh = freshFor(bench);
  return {
    cost: ({ config, ops }) => wordless(known, { ...setup, config }, fresh, ops),
    easier: ({ config, ops }) => worded(known, { ...setup, config }, ops),
    usual: known.course.start(setup).config,
  };
}
