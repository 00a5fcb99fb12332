/** The table under a step, whose phrase then ends in a colon. */
import { hex } from '../../model/core/u64';

export class Cells {
  constructor(readonly rows: readonly (readonly string[])[]) {}

  /** The rows below the first as fields by the names in the first. */
  hashes(): readonly Readonly<Record<string, string>>[] {
    const [head = [], ...rest] = this.rows;
    return rest.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
  }

  /** A table of two columns as names with their cells. @throws RangeError where a row has not two */
  rowsHash(): Readonly<Record<string, string>> {
    const wrong = this.rows.find((row) => row.length !== 2);
    if (wrong)
      throw new RangeError(`a row has two cells here, a name and a value, and one is "${wrong.join(' | ')}"`);
    return Object.fromEntries(this.rows as readonly (readonly [string, string])[]);
  }

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
