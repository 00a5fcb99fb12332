/** What the sequences of a campaign have reached, told by the reference. */
import type { Look, OwnerLine } from '../model/core/owners';
import { showsAt } from '../model/core/showing';
import type { Bench } from './bench';
import { nameOf } from './kinds';
import type { Taken, Walked } from './walk';

/** How often two kinds that follow each other are looked at: so many times at first, then once in so many. */
const FIRST = 4;
const SELDOM = 256;

/** What an operation came to, and the conditions that held of it: one node for all that begin alike, as in `kinds.ts`. */
export interface Feature {
  /** How often it was seen, of the times that it was looked at. */
  times: number;
  /** By the number of one more condition. */
  readonly next: Map<number, Feature>;
}

export interface Reached {
  readonly upTo: number;
  readonly feature: Feature;
}

/** Kinds of outcomes, what was special about them, and requirements. */
export class Reach {
  private readonly kinds = new Set<number>();
  /** How often two kinds followed each other. */
  private readonly pairs = new Map<number, number>();
  /** By kind, those of which no condition holds. */
  private readonly features = new Map<number, Feature>();
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

  /**
   * Notes what the operations of a sequence came to, but for those that were there before. Which conditions of the table of owners
   * an operation meets tells more of its place than what comes of it, and costs more than the operation: looked at is the first few
   * times that two kinds follow each other, and seldom afterwards.
   * @returns up to which operation it has the last feature that none before it had; null where it has none
   */
  add({ taken, from }: Walked): Reached | null {
    let found: Reached | null = null;
    const past: Look[] = [];
    let last = (taken[from] as Taken).kind;
    for (let i = from + 1; i < taken.length; i += 1) {
      const look = taken[i] as Taken;
      const { kind } = look;
      const pair = last * 0x1_0000 + kind;
      const times = this.pairs.get(pair) ?? 0;
      this.kinds.add(kind);
      this.pairs.set(pair, times + 1);
      last = kind;
      if (!this.all && times >= FIRST && times % SELDOM !== 0) continue;
      while (past.length < i) past.push(taken[past.length] as Look);
      const feature = this.featureOf(look, past);
      if (feature.times === 0) found = { upTo: i, feature };
      feature.times += 1;
    }
    return found;
  }

  /** What an operation came to, and which of the conditions hold under which requirements speak of it. */
  private featureOf(look: Taken, past: readonly Look[]): Feature {
    const lines = this.linesOf(look.op.op);
    let met = below(this.features, look.kind);
    for (let i = 0; i < lines.length; i += 1) if (lines[i]?.when?.(look, past)) met = below(met.next, i);
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
  exercise({ taken, from }: Walked): void {
    const { fields, insight } = this.bench.court;
    if (this.requirements.size === this.reachable.length) return;
    for (let i = from === 0 ? 0 : from + 1; i < taken.length; i += 1) {
      const look = taken[i] as Taken;
      const missing = this.missingOf(look.op.op);
      if (missing.size === 0) continue;
      const past = taken.slice(0, i);
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

function below(features: Map<number, Feature>, number: number): Feature {
  const known = features.get(number);
  if (known) return known;
  const made = { times: 0, next: new Map<number, Feature>() };
  features.set(number, made);
  return made;
}
