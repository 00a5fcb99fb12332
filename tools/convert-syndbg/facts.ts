/** The facts file: one JSON object a line, with `group`, `id` and what was observed. */
import { fromWire } from '../../model/core/wire';

export interface Fact {
  readonly group: string;
  readonly id: string;
  /** All else, 64-bit values as bigint. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A fact that is not what the probe is known to print. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
  constructor(
    readonly of: Fact,
    why: string,
  ) {
    super(`${of.group}/${of.id}: ${why}`);
  }
}

/** The facts of one file, and which of them found their way into the recordings. */
export class Facts {
  private readonly byName = new Map<string, Fact>();
  private readonly taken = new Set<string>();
  /** Those that fit nowhere. */
  readonly misfits: Fact[] = [];

  /** @throws Error with the line on anything but facts with names of their own */
  constructor(text: string) {
    for (const [i, line] of text.split('\n').entries()) {
      if (line === '') continue;
      const { group, id, ...fields } = JSON.parse(line) as Record<string, unknown>;
      if (typeof group !== 'string' || typeof id !== 'string')
        throw new Error(`line ${i + 1}: no group or no id`);
      const fact = { group, id, fields: fromWire(fields) as Fact['fields'] };
      if (this.byName.has(nameOf(fact))) throw new Error(`line ${i + 1}: ${nameOf(fact)} stands there twice`);
      this.byName.set(nameOf(fact), fact);
    }
  }

  /** Null where the file does not hold the fact. */
  find(group: string, id: string): Fact | null {
    return this.byName.get(`${group}/${id}`) ?? null;
  }

  /** Those of a group whose id starts so, in the order of the file. */
  starting(group: string, start: string): readonly Fact[] {
    return [...this.byName.values()].filter((fact) => fact.group === group && fact.id.startsWith(start));
  }

  /** From here on the file does not hold it. */
  drop(fact: Fact): void {
    this.byName.delete(nameOf(fact));
    this.misfits.push(fact);
  }

  get mark(): ReadonlySet<string> {
    return new Set(this.taken);
  }

  /** What was taken since is not. */
  reset(mark: ReadonlySet<string>): void {
    this.taken.clear();
    for (const name of mark) this.taken.add(name);
  }

  take(fact: Fact): void {
    this.taken.add(nameOf(fact));
  }

  get total(): number {
    return this.byName.size;
  }

  get leftOver(): readonly Fact[] {
    return [...this.byName.values()].filter((fact) => !this.taken.has(nameOf(fact)));
  }
}

function nameOf({ group, id }: Fact): string {
  return `${group}/${id}`;
}

/** @throws Error where the field is no number */
export function value(fact: Fact, key: string): bigint {
  const found = fact.fields[key];
  if (typeof found === 'bigint') return found;
  throw new Misfit(fact, `${key} is no number`);
}

/** The result of an ioctl: 0 or an error's name. @throws Error where the field is neither */
export function result(fact: Fact, key: string): object {
  const found = fact.fields[key];
  if (found === 0n) return { outcome: 'ok' };
  if (typeof found === 'string' && found.startsWith('-E')) return { outcome: 'error', error: found.slice(1) };
  throw new Misfit(fact, `${key} is neither 0 nor an error`);
}
