/** What a run shows: for which requirements the condition of an owner was met, and a field of it looked at. */
import type { Fields, Look, OwnedLine } from './owners';
import { applies, isInsight, patternOf, readingOf } from './owners';

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
  const lines = linesOf(fields, id);
  return looks.some((look, i) =>
    lines.some(
      (line) =>
        isLookedAt(fields, line, look, i < inspected, insight) && applies(line, look, looks.slice(0, i)),
    ),
  );
}

/**
 * Whether one operation shows a requirement.
 * @param past the operations before it, the reset first
 * @param isInspected whether somebody looked at the state after it
 */
export function showsAt(
  fields: Fields,
  id: string,
  look: Look,
  past: readonly Look[],
  isInspected: boolean,
  insight = true,
): boolean {
  return linesOf(fields, id).some(
    (line) => isLookedAt(fields, line, look, isInspected, insight) && applies(line, look, past),
  );
}

/** Whether a field of the line is there to be looked at. */
function isLookedAt(
  fields: Fields,
  { ops, fields: own }: OwnedLine,
  look: Look,
  isInspected: boolean,
  insight: boolean,
): boolean {
  return (
    (ops === undefined || ops.includes(look.op.op)) &&
    own.some((field) => isThere(fields, field, look, isInspected) && (insight || !isInsight(fields, field)))
  );
}

const known = new WeakMap<Fields, Map<string, readonly OwnedLine[]>>();

/** The lines of a requirement: asked for at every case, so kept. */
function linesOf(fields: Fields, id: string): readonly OwnedLine[] {
  const byId = known.get(fields) ?? new Map<string, readonly OwnedLine[]>();
  known.set(fields, byId);
  const found =
    byId.get(id) ?? fields.owners.filter((line): line is OwnedLine => 'id' in line && line.id === id);
  byId.set(id, found);
  return found;
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
