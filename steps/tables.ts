/** Cells of a scenario's table as expected values. */
import { describeDifference, differences } from '../model/core/compare';
import { parseU64 } from '../model/core/u64';

/** Names that stand for values in cells (registers, MSRs, …): each machine adds its own. */
const NAMES = new Map<string, bigint>();

/** Lets cells say `CONTROL` for 0x400000f1. @throws Error where two machines give one name two values */
export function nameValues(names: Readonly<Record<string, bigint>>): void {
  for (const [name, value] of Object.entries(names)) {
    const known = NAMES.get(name);
    if (known !== undefined && known !== value) throw new Error(`${name} already stands for another value`);
    NAMES.set(name, value);
  }
}

/** A name that stands for a value, or a value in hexadecimal. @throws RangeError */
export function valueOfText(text: string): bigint {
  return NAMES.get(text) ?? parseU64(text);
}

/** Only the wanted fields are compared; the error names each that differs. */
export function expectFields(wanted: object, got: unknown): void {
  const found = differences(wanted, got, true);
  if (found.length > 0) throw new Error(found.map(describeDifference).join('\n'));
}

/** Names of fields that there are. */
const FIELDS = new Set<string>();

/** Adds to the names of fields. Those of a field's path, as the tables of owners have it, are all names. */
export function nameFields(paths: readonly string[]): void {
  for (const path of paths) for (const name of path.split(/[.& ]+/)) FIELDS.add(name);
}

/** A two-column table as fields with their expected values. @throws RangeError where one that there is not is to be absent */
export function fieldsOf(cells: Readonly<Record<string, string>>): Record<string, unknown> {
  const entries = Object.entries(cells);
  const unknown = entries.find(([name, cell]) => cell === 'none' && !FIELDS.has(name));
  if (unknown) throw new RangeError(`there is no field "${unknown[0]}" that could be absent`);
  return Object.fromEntries(entries.map(([name, cell]) => [name, cellValue(cell)]));
}

/**
 * A cell: `none` for an absent field, `null`, `yes` and `no`, a list in square brackets, a value in
 * hexadecimal, a name that stands for one, a decimal number, else text.
 */
export function cellValue(cell: string): unknown {
  if (cell === 'none') return undefined;
  if (cell === 'null') return null;
  if (cell === 'yes' || cell === 'no') return cell === 'yes';
  if (cell.startsWith('[')) return cell === '[]' ? [] : cell.slice(1, -1).split(/,\s*/).map(cellValue);
  if (cell.startsWith('0x') || NAMES.has(cell)) return valueOfText(cell);
  return /^\d+$/.test(cell) ? Number(cell) : cell;
}

/** Whether a cell says the first of two words. @throws RangeError where it says neither */
export function isSaid(cell: string, [first, other]: readonly [string, string] = ['yes', 'no']): boolean {
  if (cell !== first && cell !== other) throw new RangeError(`"${cell}" is neither ${first} nor ${other}`);
  return cell === first;
}
