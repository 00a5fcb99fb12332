/** The fixtures of schemas/: values that a schema accepts, and values that it refuses, one a line with its name. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS } from './validate';

/** A line of a file of fixtures. */
export interface Line {
  readonly name: string;
  readonly value: unknown;
}

/** Of a schema that gathers definitions: `{"<definition>": <value>}` is what the line holds. */
export interface Fixture extends Line {
  readonly definition: string;
}

/** The fixtures of one kind (`good`, `bad`, `misuse`), in the order of their names; none where there is no such file. */
export function fixtureLines(schema: string, kind: string): readonly Line[] {
  const file = join(SCHEMAS, 'fixtures', schema, `${kind}.ndjson`);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

/** The same for a schema that gathers definitions. */
export function fixtures(schema: string, kind: string): readonly Fixture[] {
  return fixtureLines(schema, kind).map(({ name, value: held }) => {
    const [[definition, value] = ['', null]] = Object.entries(held as Record<string, unknown>);
    return { name, definition, value };
  });
}
