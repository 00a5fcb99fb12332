/** The last run of a lab as a scenario in the suite's own phrases: what a property found can be read, and run. */
import { differences, show } from '../../model/core/compare';
import type { AnyOp, AnyOutcome } from '../../model/core/machine';
import { bitsOf } from '../../model/core/owners';
import { Garbled } from '../fate';
import { expectedAfter, successes, tellingOf } from '../expected';
import type { Lab, View } from '../lab';
import { COMMON_CLAIMS } from './common';
import { CONFIGURED, GIVES, PERFORMED, SHOWS } from './raw';
import type { About, Act, Claim, Claimed, Given } from './phrase';
import { reread, written } from './phrase';
import type { Scene } from './scene';
import { authored, listOf } from './scene';
import type { Phrase, Vocabulary } from './vocabulary';
import type { Words } from './word';
import { COMMON_WORDS } from './word';

/** The lines of a step, its table under it. */
type Lines = readonly string[];

/** Said after what makes no sense and was carried out: no outcome stands for it, and the step before fails. */
const SENSELESS: Lines = ['it fails with EINVAL'];

/**
 * Set-up, the operations up to the one that differs, and what must hold after it by the reference. What the machine's
 * phrases have no words for is said member by member.
 */
export function reproduce(known: Vocabulary, lab: Lab): string {
  const { course } = known;
  const named = lab.named();
  const ops = lab.trace.slice(0, named.at === null ? undefined : named.at + 1).map(({ op }) => op);
  const scene = lab.scene as Scene<object>;
  const { setup, first } = beginningOf(known, lab, scene, ops);
  const teller = new Teller(known);
  const { lines: givens } = teller.givens(setup, course.fresh(lab));
  const { config } = course.start(setup);
  const works = successes(lab, config, ops);
  const acts = teller.acts(ops.slice(first), setup, works.slice(first));
  const telling = tellingOf(named);
  const expected = expectedAfter<object>(lab, config, ops);
  const about = expected && {
    field: telling ? (telling.field ?? telling.path).split('.') : [],
    path: telling ? telling.path.split('.') : [],
    bits: telling ? bitsOf(telling) : null,
    op: ops.at(-1) as AnyOp,
    ...expected,
  };
  const then = about ? teller.claim(about, teller.after, lab.shown(ops.length - 1)) : SENSELESS;
  const bad = works.slice(first, -1).indexOf(false);
  // What all succeeded before the last operation is history.
  const history = bad < 0 ? works.length - first - 1 : bad;
  const lines = [
    ...block('Given', [
      ...givens,
      ...acts.filter(({ ops: count }) => count <= history).map(({ lines: one }) => one),
    ]),
    ...block(
      'When',
      acts.filter(({ ops: count }) => count > history).map(({ lines: one }) => one),
    ),
    ...block('Then', [then]),
  ];
  return ['Example: the shortest way to see it', ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Steps of one keyword, And from the second on. */
function block(keyword: string, steps: readonly Lines[]): Lines {
  return steps.flatMap(([text = '', ...rows], i) => [`${i === 0 ? keyword : 'And'} ${text}`, ...rows]);
}

/** The set-up that the last run began with, and how many of the operations were its own. */
function beginningOf(
  { course }: Vocabulary,
  lab: Lab,
  scene: Scene<object>,
  ops: readonly AnyOp[],
): { readonly setup: object; readonly first: number } {
  const first = course.start(scene.start).ops?.length ?? 0;
  if (ops.length > first) return { setup: scene.start, first };
  // What differs is in the set-up itself: let it be told operation by operation, where the scenario can do that.
  const bare = course.fresh(lab);
  const plain = course.start(bare);
  const isSame = differences(plain.config, course.start(scene.start).config).length === 0;
  return isSame && (plain.ops ?? []).length === 0 ? { setup: bare, first: 0 } : { setup: scene.start, first };
}

/** What can be said of a set-up, as a set-up. */
export function sayable(known: Vocabulary, setup: object, fresh: object): object {
  return new Teller(known).givens(setup, fresh).made;
}

/** How many steps of a scenario the machine's own phrases have no words for; endless where one is no operation at all. */
export function wordless(known: Vocabulary, setup: object, fresh: object, ops: readonly AnyOp[]): number {
  const raw = [CONFIGURED.text, PERFORMED.text];
  const works = ops.map(() => true);
  try {
    const teller = new Teller(known);
    const acts = teller.acts(ops, setup, works).map(({ lines }) => lines);
    const steps = [...teller.givens(setup, fresh).lines, ...acts];
    return steps.filter(([text = '']) => raw.includes(text)).length;
  } catch {
    return Infinity;
  }
}

/**
 * The operations that no phrase performs, each with what the phrase that speaks of such an operation performs instead: other
 * arguments, or more of them.
 * @returns by index of the operations
 */
export function worded(known: Vocabulary, setup: object, ops: readonly AnyOp[]): ReadonlyMap<number, AnyOp> {
  const teller = new Teller(known);
  const found = new Map<number, AnyOp>();
  let told = 0;
  for (const { lines, ops: end } of teller.acts(
    ops,
    setup,
    ops.map(() => true),
  )) {
    const [text = ''] = lines;
    const other = text === PERFORMED.text ? teller.other(ops[told] as AnyOp) : null;
    if (other) found.set(told, other);
    told = end;
  }
  return found;
}

/** Tells set-ups, operations and claims in the words of a vocabulary. */
class Teller {
  private readonly words: Words;
  /** The set-up after the operations that were told. */
  after: object = {};

  constructor(private readonly known: Vocabulary) {
    this.words = { ...COMMON_WORDS, ...known.words };
  }

  /** Where what is said makes another configuration, the configuration itself is said last. */
  givens(setup: object, fresh: object): { readonly lines: readonly Lines[]; readonly made: object } {
    let made = fresh;
    const said = this.of<Given<object>>('given').flatMap((phrase) => {
      const args = phrase.say?.(setup) ?? null;
      const lines = args && written(phrase.text, this.words, args);
      if (!args || !lines) return [];
      const changes = this.heard(phrase.text, args, (read) => phrase.set(made, ...read));
      if (!changes) return [];
      made = { ...made, ...changes };
      return [lines];
    });
    const { course } = this.known;
    const { config } = course.start(setup);
    if (differences(course.start(made).config, config).length === 0) return { lines: said, made };
    const raw = written(CONFIGURED.text, this.words, CONFIGURED.say?.({ config }) ?? []) as Lines;
    return { lines: [...said, raw], made: { ...made, config } };
  }

  /**
   * Each step with how many operations have been told when it ends.
   * @param works of each operation whether it succeeds: one that does not is the last of its step
   */
  acts(
    ops: readonly AnyOp[],
    from: object,
    works: readonly boolean[],
  ): readonly { readonly lines: Lines; readonly ops: number }[] {
    const told: { lines: Lines; ops: number }[] = [];
    this.after = from;
    let done = 0;
    while (done < ops.length) {
      const bad = works.indexOf(false, done);
      const rest = ops.slice(done, bad < 0 ? undefined : bad + 1);
      const one = this.act(rest, this.after) ?? this.led(rest, this.after);
      const count = one?.count ?? 1;
      this.after = one?.setup ?? this.after;
      for (const op of rest.slice(0, count)) this.follow(op);
      done += count;
      for (const lines of one?.steps ?? [this.raw(PERFORMED.say?.(rest, {}))])
        told.push({ lines, ops: done });
    }
    return told;
  }

  private raw(args: readonly unknown[] | null | undefined): Lines {
    return written(PERFORMED.text, this.words, args ?? []) ?? [];
  }

  private follow(op: AnyOp): void {
    this.after = { ...this.after, ...this.known.course.follow?.(this.after, op) };
  }

  /** The phrase that performs the first of the operations, as they are. */
  private act(ops: readonly AnyOp[], setup: object): Told | null {
    for (const phrase of this.of<Act<never, object>>('act')) {
      const args = phrase.say?.(ops as never, setup) ?? null;
      if (args === null || phrase.misuse) continue;
      const lines = written(phrase.text, this.words, args);
      const made =
        lines && this.heard(phrase.text, args, (read) => listOf<AnyOp>(phrase.ops(setup, ...read)));
      if (made && differences(made, ops.slice(0, made.length)).length === 0)
        return { steps: [lines], count: made.length, setup };
    }
    return null;
  }

  /** What a phrase performs that speaks of this operation, and performs one like it. */
  other(op: AnyOp): AnyOp | null {
    for (const phrase of this.of<Act<never, object>>('act')) {
      const args = phrase.say?.([op] as never, this.after) ?? null;
      if (args === null || phrase.misuse || !written(phrase.text, this.words, args)) continue;
      const made = this.heard(phrase.text, args, (read) => listOf<AnyOp>(phrase.ops(this.after, ...read)));
      const [one, ...more] = made ?? [];
      if (one?.op === op.op && more.length === 0) return one;
    }
    return null;
  }

  /** The same after Given steps that change how operations are done. */
  private led(ops: readonly AnyOp[], setup: object): Told | null {
    const steps: Lines[] = [];
    let next = setup;
    for (const phrase of this.of<Given<object>>('given')) {
      const args = phrase.toward?.(next, ops[0] as AnyOp) ?? null;
      const lines = args && written(phrase.text, this.words, args);
      if (!args || !lines) continue;
      next = { ...next, ...phrase.set(next, ...args) };
      steps.push(lines);
    }
    const act = steps.length > 0 ? this.act(ops, next) : null;
    return act && { ...act, steps: [...steps, ...act.steps], setup: next };
  }

  /**
   * The first claim that speaks of the field, has words, holds of what the reference comes to, and does not hold of
   * what the subject showed; where all hold of that, too, the first.
   */
  claim(about: About<never> | object, setup: object, shown: View | null): Lines {
    const view = viewOf(about as About<never>);
    const holds = (claimed: Claimed<never>, of: View): boolean =>
      isTrue(() => {
        claimed.check(of as never);
      });
    const claims = [
      ...this.of<Claim<never, object>>('claim'),
      ...COMMON_CLAIMS.filter(({ kind }) => kind === 'claim'),
      ...[GIVES, SHOWS],
    ];
    let mild: Lines | null = null;
    for (const phrase of claims as readonly Claim<never, object>[]) {
      const args = phrase.say?.(about as About<never>, setup) ?? null;
      const lines = args && written(phrase.text, this.words, args);
      if (!args || !lines) continue;
      const claimed = this.heard(phrase.text, args, (read) => phrase.claim(setup, ...read));
      if (!claimed || !holds(claimed, view)) continue;
      if (!shown || !holds(claimed, shown)) return lines;
      mild ??= lines;
    }
    if (mild) return mild;
    throw new Error(`no phrase says ${show(view.outcome)}`);
  }

  /** What a phrase makes of its arguments as they will be read; null where it cannot, or does not look at all of its table. */
  private heard<T>(text: string, args: readonly unknown[], make: (read: readonly unknown[]) => T): T | null {
    const read = reread(text, this.words, args);
    try {
      return authored(read, () => make(read));
    } catch (error) {
      if (error instanceof Garbled) return null;
      throw error;
    }
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the kind says which of the union it is
  private of<P>(kind: Phrase['kind']): readonly P[] {
    return this.known.phrases.filter((phrase) => phrase.kind === kind) as unknown as readonly P[];
  }
}

interface Told {
  readonly steps: readonly Lines[];
  /** How many operations they perform. */
  readonly count: number;
  /** The set-up with which they are performed. */
  readonly setup: object;
}

function viewOf({ outcome, state }: About<never>): View {
  const { events = [] } = outcome as AnyOutcome;
  return { outcome, events, state };
}

function isTrue(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
