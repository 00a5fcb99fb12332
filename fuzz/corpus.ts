/** The sequences that are worth growing from, by the requirements that their last operations exercise. */
import type { Random } from './random';
import type { Reach } from './reach';
import type { Sequence } from './sequence';

/** Sequences that are kept of a requirement. */
const MOST = 8;

export class Corpus {
  private readonly byRequirement = new Map<string, Sequence[]>();
  /** Requirements, so that one can be drawn. */
  private readonly names: string[] = [];

  constructor(private readonly reach: Reach) {}

  /** @param sequence that reached something new by its last operation */
  add(sequence: Sequence): void {
    for (const name of this.reach.exercise(sequence)) {
      const known = this.byRequirement.get(name);
      if (known && known.length >= MOST) continue;
      const short = this.reach.shortened(sequence, name);
      if (known) known.push(short);
      else {
        this.byRequirement.set(name, [short]);
        this.names.push(name);
      }
    }
  }

  /** Each requirement is drawn as often as any other, however seldom it is reached. Undefined where nothing is kept. */
  pick(random: Random): Sequence | undefined {
    const name = random.pick(this.names);
    return name === undefined ? undefined : random.pick(this.byRequirement.get(name) ?? []);
  }
}
