/** What a run shows: for which requirements the condition of an owner was met, and a field of it looked at. */
import type { Fields, Look, OwnedLine } from './owners';
import { applies, covers, patternOf, readingOf } from './owners';

/**
 * Whether the operations of a run show a requirement. A field of the state counts if somebody looked at the
 * state after the operation.
 * @param inspected how many of the looks had happened when the state was last looked at
 * @param insight whether the subject shows what only a model or a debugger can see: else that shows nothing
 */
export function shows(
  fields: Fields,
  id: string,
  looks: readonly Look[],
  inspected: number,
  insight = true,
): boolean {
  const lines = fields.owners
    .filter((line): line is OwnedLine => 'id' in line && line.id === id)
    .map((line) => ({ ...line, fields: line.fields.filter((field) => insight || !isHidden(fields, field)) }));
  return looks.some((look, i) => {
    const able = lines.filter((line) =>
      line.fields.some((field) => isThere(fields, field, look, i < inspected)),
    );
    return able.length > 0 && able.some((line) => applies(line, look, looks.slice(0, i)));
  });
}

/** Whether a field of the table is one that only subjects with insight show. */
function isHidden({ insight }: Fields, field: string): boolean {
  const { parts } = patternOf(field);
  const [first, name = ''] = parts;
  if (first === 'events') return insight?.events.includes(name) ?? false;
  return insight?.fields.some((one) => covers(one, parts.join('.'))) ?? false;
}

/** Which events there are can always be compared; any other field only where it is. */
function isThere(fields: Fields, field: string, { outcome }: Look, inspected: boolean): boolean {
  const [first = '', name, member] = patternOf(field).parts;
  if (first === 'state') return inspected;
  if (first !== 'events') return first === '*' || first in outcome;
  if (member === undefined) return true;
  return (outcome.events ?? [])
    .map((event) => readingOf(fields, event))
    .some((read) => (name === '*' || read.name === name) && (member === '*' || member in read.members));
}
