/** What the sequences of a campaign have reached, told by the reference. */
import type { Look, OwnerLine } from '../model/core/owners';
import { showsAt } from '../model/core/showing';
import type { Bench } from './bench';
import { nameOf } from './kinds';
import type { Walked } from './walk';
import { looksAlong } from './walk';

/** How often two kinds that follow each other are looked at: so many times at first, then once in so many. */
const FIRST = 4;
const SELDOM = 256;

export interface Reached {
  readonly upTo: number;
  readonly feature: string;
}

/** Kinds of outcomes, what was special about them, and requirements. */
export class Reach {
  private readonly kinds = new Set<number>();
  /** How often two kinds followed each other. */
  private readonly pairs = new Map<number, number>();
  private readonly features = new Map<string, number>();
  private readonly linesBy = new Map<string, readonly OwnerLine[]>();
  readonly requirements = new Set<string>();
  private readonly missingBy = new Map<string, Set<string>>();
  /** Those that may be reached: owners in the profile of fields that the subject shows. */
  readonly reachable: readonly string[];

  /** @param all whether each operation is looked at, however often the like was seen */
  constructor(
    private readonly bench: Bench,
    private readonly all = false,
  ) {
    const { machine, law } = bench;
    const ids = machine.fields.owners.flatMap((line) =>
      'id' in line && law.holds(line.id) ? [line.id] : [],
    );
    this.reachable = [...new Set(ids)].sort();
  }

  get outcomes(): readonly string[] {
    return [...this.kinds].map(nameOf).sort();
  }

  get missing(): readonly string[] {
    return this.reachable.filter((id) => !this.requirements.has(id));
  }

  /** How often what {@link add} calls a feature was seen, of the times that it looked. */
  timesOf(feature: string): number {
    return this.features.get(feature) ?? 0;
  }

  /**
   * Notes what the operations of a sequence came to, but for those that were there before. Which conditions of the table of owners
   * an operation meets tells more of its place than what comes of it, and costs more than the operation: looked at is the first few
   * times that two kinds follow each other, and seldom afterwards.
   * @returns up to which operation it has the last feature that none before it had; null where it has none
   */
  add(walked: Walked): Reached | null {
    const { kinds, from } = walked;
    let found: Reached | null = null;
    let looks: readonly Look[] | null = null;
    let last = from > 0 ? (kinds[from - 1] as number) : 0;
    for (let i = from; i < kinds.length; i += 1) {
      const kind = kinds[i] as number;
      const pair = last * 0x1_0000 + kind;
      const times = this.pairs.get(pair) ?? 0;
      this.kinds.add(kind);
      this.pairs.set(pair, times + 1);
      last = kind;
      if (!this.all && times >= FIRST && times % SELDOM !== 0) continue;
      looks ??= looksAlong(walked);
      const feature = this.featureOf(kind, looks[i + 1] as Look, looks.slice(0, i + 1));
      const seen = this.timesOf(feature);
      this.features.set(feature, seen + 1);
      if (seen === 0) found = { upTo: i + 1, feature };
    }
    return found;
  }

  /** What an operation came to, and which of the conditions hold under which requirements speak of it. */
  private featureOf(kind: number, look: Look, past: readonly Look[]): string {
    let met = nameOf(kind);
    for (const [i, line] of this.linesOf(look.op.op).entries()) if (line.when?.(look, past)) met += ` ${i}`;
    return met;
  }

  private linesOf(op: string): readonly OwnerLine[] {
    const known = this.linesBy.get(op);
    if (known) return known;
    const { machine, law } = this.bench;
    const made = machine.fields.owners.filter(
      (line) => 'id' in line && line.when && law.holds(line.id) && (line.ops?.includes(op) ?? true),
    );
    this.linesBy.set(op, made);
    return made;
  }

  /** Notes which requirements a sequence exercises: worth its cost only for one that reached something new. */
  exercise(walked: Walked): void {
    const { fields, insight } = this.bench.court;
    if (this.requirements.size === this.reachable.length) return;
    const looks = looksAlong(walked);
    for (let i = walked.from === 0 ? 0 : walked.from + 1; i < looks.length; i += 1) {
      const look = looks[i] as Look;
      const missing = this.missingOf(look.op.op);
      if (missing.size === 0) continue;
      const past = looks.slice(0, i);
      for (const id of missing) {
        if (!showsAt(fields, id, look, past, true, insight)) continue;
        for (const one of this.missingBy.values()) one.delete(id);
        this.requirements.add(id);
      }
    }
  }

  /** Of the requirements that an operation may exercise those that it has not, yet. */
  private missingOf(op: string): Set<string> {
    const known = this.missingBy.get(op);
    if (known) return known;
    const lines = this.bench.machine.fields.owners.filter(({ ops }) => ops?.includes(op) ?? true);
    const ids = new Set(lines.flatMap((line) => ('id' in line ? [line.id] : [])));
    const made = new Set(this.missing.filter((id) => ids.has(id)));
    this.missingBy.set(op, made);
    return made;
  }
}
