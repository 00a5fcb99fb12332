/** What the sequences of a campaign have reached, told by the reference. */
import { showsAt } from '../model/core/showing';
import type { Bench } from './bench';
import type { Sequence } from './sequence';
import type { Walked } from './walk';
import { looksOf } from './walk';

/** Kinds of outcomes, pairs of them that follow each other, and requirements. */
export class Reach {
  private readonly kinds = new Map<string, number>();
  private readonly pairs = new Set<number>();
  readonly requirements = new Set<string>();
  /** Those that may be reached: owners in the profile of fields that the subject shows. */
  readonly reachable: readonly string[];

  constructor(private readonly bench: Bench) {
    const { machine, law } = bench;
    const ids = machine.fields.owners.flatMap((line) =>
      'id' in line && law.holds(line.id) ? [line.id] : [],
    );
    this.reachable = [...new Set(ids)].sort();
  }

  get outcomes(): readonly string[] {
    return [...this.kinds.keys()].sort();
  }

  get missing(): readonly string[] {
    return this.reachable.filter((id) => !this.requirements.has(id));
  }

  /** Whether a sequence reached a kind of outcome, or two in a row, for the first time. */
  add({ kinds }: Walked): boolean {
    let isNew = false;
    let last = 0;
    for (const kind of kinds) {
      let number = this.kinds.get(kind);
      if (number === undefined) {
        number = this.kinds.size + 1;
        this.kinds.set(kind, number);
        isNew = true;
      }
      const pair = last * 0x1_0000 + number;
      if (!this.pairs.has(pair)) {
        this.pairs.add(pair);
        isNew = true;
      }
      last = number;
    }
    return isNew;
  }

  /** Notes which requirements a sequence exercises: worth its cost only for one that reached something new. */
  exercise(sequence: Sequence): void {
    const { model, court } = this.bench;
    let { missing } = this;
    const looks = looksOf(model, sequence);
    for (const [i, look] of looks.entries()) {
      const past = looks.slice(0, i);
      const shown = missing.filter((id) => showsAt(court.fields, id, look, past, true, court.insight));
      for (const id of shown) this.requirements.add(id);
      if (shown.length > 0) ({ missing } = this);
    }
  }
}
