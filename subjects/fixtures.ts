/** The fixtures of schemas/ that gather definitions: `{"<definition>": <value>}`, one a file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS } from './validate';

export interface Fixture {
  /** File name without `.json`. */
  readonly name: string;
  readonly definition: string;
  readonly value: unknown;
}

/** The fixtures of one kind (`good`, `bad`, `misuse`) by file name; none where there is no such folder. */
export function fixtures(schema: string, kind: string): readonly Fixture[] {
  const folder = join(SCHEMAS, 'fixtures', schema, kind);
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return files.map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const [[definition, value] = ['', null]] = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return { name: file.replace('.json', ''), definition, value };
  });
}
