/** The file of known failures: a YAML list, each with its signature, a reason, an issue and a last day. */
import type { JSONSchemaType, ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { sentence } from '../subjects/sentence';
import { FileError, readYaml } from './yaml';
import type { YamlFile } from './yaml';

export interface BaselineEntry {
  /** A case's id, as in `syndbg.gate:no-interface-leaf`. */
  readonly case: string;
  readonly profile: string;
  /** As printed with the failure. */
  readonly signature: string;
  /** Why it is known and accepted. */
  readonly reason: string;
  /** Where it is followed up: a link or a number. */
  readonly issue: string;
  /** The last day, as in 2027-01-31, on which the entry holds. */
  readonly expires: string;
}

const ITEM: JSONSchemaType<BaselineEntry> = {
  type: 'object',
  additionalProperties: false,
  required: ['case', 'profile', 'signature', 'reason', 'issue', 'expires'],
  properties: {
    case: { type: 'string', pattern: '^[a-z0-9]+\\.[a-z0-9:-]+$', description: 'the id of a case' },
    profile: { type: 'string', pattern: '^[a-z0-9._-]+$', description: 'the name of a profile' },
    signature: {
      type: 'string',
      pattern: '^[0-9a-f]{12}$',
      description: 'the signature printed with the failure, in quotes',
    },
    reason: { type: 'string', minLength: 10, maxLength: 600 },
    issue: { type: 'string', minLength: 1, maxLength: 300 },
    expires: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'a day such as 2027-01-31' },
  },
};

let compiled: ValidateFunction<BaselineEntry> | null = null;

/** Compiled at the first use: most runs have no baseline. */
function validItem(): ValidateFunction<BaselineEntry> {
  return (compiled ??= new Ajv2020({ strict: true, verbose: true }).compile(ITEM));
}

/** @throws FileError with file and line */
export function loadBaseline(file: string): readonly BaselineEntry[] {
  return baselineOf(readYaml(file));
}

/** Entries of a file that was read. @throws FileError with file and line */
export function baselineOf(source: YamlFile): readonly BaselineEntry[] {
  if (!Array.isArray(source.value)) {
    throw new FileError(
      source.file,
      1,
      'a baseline is a list: start each entry with "- case: …" (an empty one is [])',
    );
  }
  const first = new Map<string, number>();
  const valid = validItem();
  return source.value.map((item: unknown, i) => {
    const line = source.lineOf([i]);
    if (!valid(item)) {
      const [error] = valid.errors ?? [];
      throw new FileError(
        source.file,
        line,
        `entry ${i + 1}: ${error ? sentence(error, '') : 'it is no entry'}`,
      );
    }
    checkDay(source, line, item.expires);
    const key = `${item.case} [${item.profile}]`;
    const before = first.get(key);
    if (before !== undefined)
      throw new FileError(source.file, line, `${key} stands in line ${before} already: each may stand once`);
    first.set(key, line);
    return item;
  });
}

function checkDay(source: YamlFile, line: number, text: string): void {
  const day = new Date(`${text}T00:00:00Z`);
  if (!Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) return;
  throw new FileError(source.file, line, `expires is ${text}, which is no day: write one such as 2027-01-31`);
}
