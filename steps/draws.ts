/**
 * What the runs of a property came to with one combination of choices, for the other combinations: each draws the same values,
 * and a run that asked only for choices that are now as they were then would go as it went. It is not done again.
 */
import type { Choices } from '../model/core/machine';
import type { Asking } from './choices';
import { Seen } from './seen';
import type { Watch } from './watch';

/** A run that held. */
interface Held {
  /** What was asked for, in the order in which it first was, and the answers. */
  readonly answers: readonly (readonly [name: string, value: string | undefined])[];
  readonly reached: Seen;
  /** Requirements that it was the first to show. */
  readonly shown: readonly string[];
}

/** The runs of a case in one profile, by their place in the order in which values are drawn. */
export class Draws {
  private readonly held: Held[][] = [];

  /** The run in that place that held, with choices like these; undefined where there was none. */
  find(at: number, made: Choices): Held | undefined {
    return this.held[at]?.find(({ answers }) => answers.every(([name, value]) => made[name] === value));
  }

  keep(at: number, held: Held): void {
    (this.held[at] ??= []).push(held);
  }
}

/** The runs of a lab: those of properties that its case states, one after another. */
export class Drawing {
  private at = 0;
  private broken = false;
  /** What was asked for before the first run counts in each. */
  private before: readonly string[] | null = null;
  /** What was shown when the last run ended. */
  private shown: readonly string[] = [];

  constructor(
    private readonly draws: Draws,
    private readonly made: Choices,
    private readonly asking: Asking,
  ) {}

  /**
   * Does a run, or recalls it.
   * @param reached gets what it reaches
   * @param run does it. What it throws is thrown: what follows are not draws, but attempts to make one shorter
   */
  async each(reached: Seen, watch: Watch, run: (reached: Seen) => Promise<void>): Promise<void> {
    if (this.broken) return run(reached);
    const { draws, made, asking } = this;
    if (!this.before) {
      this.before = [...asking.asked];
      this.shown = watch.shows();
    }
    const at = this.at++;
    const known = draws.find(at, made);
    if (known) {
      for (const [name] of known.answers) asking.asked.add(name);
      reached.add(known.reached);
      watch.recall(known.shown);
      return;
    }
    asking.lately.clear();
    const own = new Seen();
    this.broken = true;
    await run(own);
    this.broken = false;
    reached.add(own);
    const had = this.shown;
    this.shown = watch.shows();
    const names = [...new Set([...this.before, ...asking.lately])];
    draws.keep(at, {
      answers: names.map((name) => [name, made[name]] as const),
      reached: own,
      shown: this.shown.filter((id) => !had.includes(id)),
    });
  }
}
