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

  /** Up to which of its operations a sequence reached a kind of outcome, or two in a row, for the first time; 0 where it did not. */
  add({ kinds }: Walked): number {
    let upTo = 0;
    let last = 0;
    for (let i = 0; i < kinds.length; i += 1) {
      const kind = kinds[i] as string;
      let number = this.kinds.get(kind);
      if (number === undefined) {
        number = this.kinds.size + 1;
        this.kinds.set(kind, number);
        upTo = i + 1;
      }
      const pair = last * 0x1_0000 + number;
      if (!this.pairs.has(pair)) {
        this.pairs.add(pair);
        upTo = i + 1;
      }
      last = number;
    }
    return upTo;
  }

  /**
   * Notes which requirements a sequence exercises: worth its cost only for one that reached something new.
   * @returns those that its last operation exercises
   */
  exercise(sequence: Sequence): readonly string[] {
    const { model, court } = this.bench;
    const looks = looksOf(model, sequence);
    let last: readonly string[] = [];
    for (const [i, look] of looks.entries()) {
      const past = looks.slice(0, i);
      const isLast = i === looks.length - 1;
      const asked = isLast ? this.reachable : this.missing;
      last = asked.filter((id) => showsAt(court.fields, id, look, past, true, court.insight));
      for (const id of last) this.requirements.add(id);
    }
    return last;
  }

  /** The sequence without what its last operation needs not, to exercise the requirement. Only the reference is asked. */
  shortened(sequence: Sequence, id: string): Sequence {
    let { ops } = sequence;
    for (let size = ops.length >> 1; size >= 1; size >>= 1) {
      for (let end = ops.length - 1; end > 0; end -= size) {
        const fewer = [...ops.slice(0, Math.max(0, end - size)), ...ops.slice(end)];
        if (this.endsIn({ ...sequence, ops: fewer }, id)) ops = fewer;
      }
    }
    return { ...sequence, ops };
  }

  /** Whether all of it makes sense, and its last operation exercises the requirement. */
  private endsIn(sequence: Sequence, id: string): boolean {
    const { model, court } = this.bench;
    const looks = looksOf(model, sequence);
    const last = looks.pop();
    if (!last || looks.length !== sequence.ops.length) return false;
    return showsAt(court.fields, id, last, looks, true, court.insight);
  }
}
