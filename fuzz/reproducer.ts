/** The shortest reproducer of a case that failed: its operations, made fewer and plainer while the same breaks. */
import { sayable } from '../steps/phrases/reproduce';
import { vocabularyOf } from '../steps/phrases/vocabulary';
import type { Lab } from '../steps/lab';
import type { Bench } from './bench';
import { breach, freshFor, tried } from './bench';
import { shortestPrefix } from './examine';
import type { Sequence } from './sequence';
import { showing, tellable } from './showing';
import { shrunk } from './shrink';
import { featureOf, whole } from './tell';

export interface Reproducer {
  /** The broken requirement first. */
  readonly requirements: readonly string[];
  /** Without the operations of the set-up. */
  readonly sequence: Sequence;
  /** With them. */
  readonly whole: Sequence;
  /** A runnable feature with one case. */
  readonly feature: string;
}

/**
 * @param id the case's tag in the feature
 * @param drawn whether the operations were drawn, as a property's are, and not written for the requirement: then what differs
 *   first is what broke, and all that a read shows of it later follows
 * @param isOver whether the shrinking is to end, which then has what it came to
 * @returns null where what failed does not fail again
 */
export async function reproducerOf(
  bench: Bench,
  lab: Lab,
  id: string,
  { isOver = () => false, drawn = false }: { readonly isOver?: () => boolean; readonly drawn?: boolean } = {},
): Promise<Reproducer | null> {
  const own = drawn ? bench : { ...bench, tags: lab.options.tags };
  const { start } = lab.scene as { readonly start: object };
  const known = vocabularyOf(bench.machine.name);
  const setup = sayable(known, start, freshFor(bench));
  const first = known.course.start(start).ops?.length ?? 0;
  const { requirements: told, at } = lab.named();
  const all = lab.trace.slice(0, (at ?? lab.trace.length) + 1).map(({ op }) => op);
  const asked = { config: lab.config, ops: all };
  const { ops } = drawn ? await shortestPrefix(own, asked) : asked;
  const from = { config: lab.config, ops: ops.slice(first) };
  const requirements = (drawn ? breach(own, await tried(own, { ...asked, ops })) : null) ?? told;
  const isSame = (broken: readonly string[]): boolean =>
    (drawn || broken[0] === requirements[0]) && broken.every((id) => requirements.includes(id));
  const judged = showing(own, isSame);
  const holds = async (one: Sequence): Promise<boolean> =>
    one.ops.length > 0 && begins(own, one, setup) && (await judged(whole(bench, one, setup)));
  if (!(await holds(from))) return null;
  const sequence = await shrunk(from, holds, { ...tellable(bench, setup), isOver });
  const complete = whole(bench, sequence, setup);
  const named = breach(own, await tried(own, complete)) ?? requirements;
  return {
    requirements: named,
    sequence,
    whole: complete,
    feature: await featureOf(own, { sequence, requirements: named }, id, setup),
  };
}

/** Whether the operations of the set-up succeed: a scenario that does not get so far shows nothing. */
function begins(bench: Bench, { config }: Sequence, setup: object): boolean {
  const { ops } = whole(bench, { config, ops: [] }, setup);
  try {
    let state = bench.model.initial(config);
    return ops.every((op) => {
      const stepped = bench.model.step(state, op);
      state = stepped.state;
      return stepped.outcome.outcome === 'ok';
    });
  } catch {
    return false;
  }
}
