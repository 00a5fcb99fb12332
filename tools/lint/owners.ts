/** The tables of owners against schemas and catalogues: no field without a line, no line without a field. */
import type { Machine } from '../../model/core/machine';
import type { OwnerLine } from '../../model/core/owners';
import { patternOf } from '../../model/core/owners';
import type { Catalogue } from '../../reports/catalogue';
import { schemaFields } from './schema-fields';

/** As `machine: what`. */
export function lintOwners(
  machine: Machine,
  { requirements }: Catalogue,
  known: readonly string[] = [...schemaFields(machine.name), ...(machine.fields.readings?.fields ?? [])],
): readonly string[] {
  const { owners, insight } = machine.fields;
  const lines = owners.flatMap((line) => line.fields.map((field) => ({ line, field })));
  const paths = known.map((path) => path.split('.'));
  const fields = [...new Set(lines.map(({ field }) => field))];
  const bare = paths.filter((path) => !fields.some((field) => coversAll(field, path)));
  const strange = new Set(
    fields.filter((field) => !paths.some((path) => meets(field, path) || isAbove(field, path))),
  );
  const stray = lines.filter(({ field }) => strange.has(field));
  const hidden = (insight?.fields ?? []).filter((field) => !paths.some((path) => meets(field, path)));
  const rows = new Map(requirements.map((one) => [one.id, one]));
  const ids = owners.flatMap((line) => ('id' in line ? [line.id] : []));
  const silent = requirements.filter(({ id, excluded }) => !excluded && !ids.includes(id));
  const operations = new Set(owners.flatMap(({ ops = [] }) => ops));
  const actual = new Set([...machine.operationNames, 'reset']);
  return [
    ...bare.map(
      (path) => `no line speaks of ${path.join('.')} whatever its value: say whose it is, or why it is open`,
    ),
    ...stray.map(({ line, field }) => `${nameOf(line)} speaks of ${field}, which the schema does not have`),
    ...hidden.map((field) => `insight speaks of ${field}, which the schema does not have`),
    ...[...new Set(ids)].flatMap((id) =>
      rows.has(id) ? [] : [`${id} owns fields and is not in the catalogue`],
    ),
    ...[...new Set(ids)].flatMap((id) =>
      rows.get(id)?.excluded ? [`${id} owns fields and is excluded`] : [],
    ),
    ...silent.map(({ id }) => `${id} owns no field: nothing can show it`),
    ...[...operations].flatMap((op) =>
      actual.has(op) ? [] : [`a line names the operation ${op}, which there is not`],
    ),
  ].map((what) => `${machine.name}: ${what}`);
}

function nameOf(line: OwnerLine): string {
  return 'id' in line ? line.id : `the open line (${line.open})`;
}

/** Whether a field of the table covers all that a field of the schema stands for, whatever its bits. */
function coversAll(field: string, path: readonly string[]): boolean {
  const { parts, below, mask } = patternOf(field);
  if (mask !== null || (below ? path.length < parts.length : path.length !== parts.length)) return false;
  return parts.every((part, i) => part === '*' || part === path[i]);
}

/** Whether a field of the table is a record, or a member of one, that may be missing as a whole. */
function isAbove(field: string, path: readonly string[]): boolean {
  return meets(field, path.slice(0, patternOf(field).parts.length));
}

/** Whether a field of the table covers some of what a field of the schema stands for. */
function meets(field: string, path: readonly string[]): boolean {
  const { parts, below } = patternOf(field);
  if (below ? path.length < parts.length : path.length !== parts.length) return false;
  return parts.every((part, i) => part === '*' || path[i] === '*' || part === path[i]);
}
