/** The table under a step, whose phrase then ends in a colon. */
import { hex } from '../../model/core/u64';

export class Cells {
  /** Columns, or names of rows, that nobody has looked at yet. */
  private readonly unread = new Set<string>();

  constructor(readonly rows: readonly (readonly string[])[]) {}

  /** The rows below the first as fields by the names in the first. @throws RangeError where two columns have one name */
  hashes(): readonly Readonly<Record<string, string>>[] {
    const [head = [], ...rest] = this.rows;
    return rest.map((row) => this.watched(head.map((name, i) => [name, row[i] ?? ''])));
  }

  /** A table of two columns as names with their cells. @throws RangeError where a row has not two, or a name stands twice */
  rowsHash(): Readonly<Record<string, string>> {
    const wrong = this.rows.find((row) => row.length !== 2);
    if (wrong)
      throw new RangeError(`a row has two cells here, a name and a value, and one is "${wrong.join(' | ')}"`);
    return this.watched(this.rows as readonly (readonly [string, string])[]);
  }

  /** What stands in the table and means nothing there: nobody has looked at it. */
  strangers(): readonly string[] {
    return [...this.unread];
  }

  /** Fields that tell who looks at them. */
  private watched(fields: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
    const names = fields.map(([name]) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new RangeError(`"${twice}" stands twice in the table`);
    for (const name of names) if (!this.known.has(name)) this.unread.add(name);
    const seen = (name: string): void => {
      this.known.add(name);
      this.unread.delete(name);
    };
    return new Proxy(Object.fromEntries(fields), {
      get: (target, name, receiver) => {
        if (typeof name === 'string') seen(name);
        return Reflect.get(target, name, receiver) as unknown;
      },
      ownKeys: (target) => {
        names.forEach(seen);
        return Reflect.ownKeys(target);
      },
    });
  }

  /** Names that somebody has looked at. */
  private readonly known = new Set<string>();

  /** The lines of the table, as they stand under a step. */
  lines(): readonly string[] {
    return this.rows.map((row) => `    | ${row.map(escaped).join(' | ')} |`);
  }
}

function escaped(cell: string): string {
  return cell.replace(/[\\|]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n');
}

/** A value as a cell holds it; null where a cell cannot. */
export function cellOf(value: unknown): string | null {
  if (value === undefined) return 'none';
  if (value === null) return 'null';
  if (typeof value === 'bigint') return hex(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  if (!Array.isArray(value)) return null;
  const cells = value.map(cellOf);
  return cells.includes(null) ? null : `[${cells.join(', ')}]`;
}
