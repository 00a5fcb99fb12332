/** Checking JSON against the schemas: a sentence for the first thing wrong, or null. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnySchemaObject, Options, ValidateFunction } from 'ajv';
import type Ajv2020 from 'ajv/dist/2020';
import { explain } from './explain';
import { keptCheck } from './kept-check';

/** The folder with the schemas: beside the code, or, where the code lies in a dist/ of its own, beside that. */
export const SCHEMAS =
  [1, 2].map((up) => join(__dirname, ...Array<string>(up).fill('..'), 'schemas')).find(existsSync) ??
  'schemas';

/** The part of a machine's schema that a message carries. */
export type Part = 'config' | 'op' | 'outcome' | 'inspection';

/**
 * Checks a value in its JSON form (64-bit values as strings).
 * @returns null if it is right, else one sentence: where, what was given, what is wanted
 */
export type Check = (value: unknown) => string | null;

/** Names of the schemas, `common` left out. */
export function schemaNames(): readonly string[] {
  const suffix = '.schema.json';
  const files = readdirSync(SCHEMAS).filter((file) => file.endsWith(suffix));
  return files.map((file) => file.slice(0, -suffix.length)).filter((name) => name !== 'common');
}

const OPTIONS: Options = {
  strict: true,
  allErrors: false,
  // That the schemas are right as schemas is for a test: looking at each start costs more than all else of it.
  validateSchema: false,
  discriminator: true,
  keywords: ['tsType', 'x-capabilities'],
};
/** Two compilers: a lean one for every message, and one whose errors carry what an explanation needs. */
const LEAN: Options = { ...OPTIONS, messages: false, code: { source: true } };
const THOROUGH: Options = { ...OPTIONS, verbose: true };

const compilers = new Map<Options, Ajv2020>();

/** A compiler, loaded at its first use: where every check was kept nobody needs one. */
function compilerOf(options: Options): Ajv2020 {
  const known = compilers.get(options);
  if (known) return known;
  // oxlint-disable-next-line typescript/no-require-imports -- where all checks were kept nobody needs it
  const { default: Compiler } = require('ajv/dist/2020') as { readonly default: typeof Ajv2020 };
  const made = new Compiler(options);
  compilers.set(options, made);
  return made;
}

/** A schema, and the names of those that it refers to. */
interface Read {
  readonly schema: AnySchemaObject;
  readonly others: readonly string[];
}

const read = new Map<string, Read>();

/** @throws RangeError with the schemas that there are */
function readSchema(name: string): Read {
  const known = read.get(name);
  if (known) return known;
  const file = join(SCHEMAS, `${name}.schema.json`);
  if (!/^[a-z][a-z0-9-]*$/.test(name) || !existsSync(file)) {
    throw new RangeError(`there is no schema "${name}": there are ${schemaNames().join(', ')}`);
  }
  const text = readFileSync(file, 'utf8');
  const schema = JSON.parse(text, discriminatesObjects) as AnySchemaObject;
  const others = [...text.matchAll(/"\$ref": "([a-z-]+)\.schema\.json#/g)].map(([, other = '']) => other);
  const made = { schema, others };
  read.set(name, made);
  return made;
}

/** The schema, and all that it refers to. @throws RangeError with the schemas that there are */
function schemasFor(name: string, found = new Map<string, AnySchemaObject>()): typeof found {
  if (found.has(name)) return found;
  const { schema, others } = readSchema(name);
  found.set(name, schema);
  for (const other of others) schemasFor(other, found);
  return found;
}

/** For ajv a discriminator says nothing of a value that is no object, and replaces the `oneOf` that would. */
function discriminatesObjects(_key: string, value: unknown): unknown {
  const discriminates = typeof value === 'object' && value !== null && 'discriminator' in value;
  return discriminates && !('type' in value) ? { ...value, type: 'object' } : value;
}

/** @throws RangeError if the schema has nothing at the pointer */
function compiled(options: Options, name: string, pointer: string): ValidateFunction {
  const ajv = compilerOf(options);
  for (const [each, schema] of schemasFor(name))
    if (!ajv.schemas[`${each}.schema.json`]) ajv.addSchema(schema);
  const found = ajv.getSchema(/^(#|$)/.test(pointer) ? `${name}.schema.json${pointer}` : pointer);
  if (!found) throw new RangeError(`schemas/${name}.schema.json has nothing at ${pointer}`);
  return found;
}

interface Checks {
  readonly fits: (value: unknown) => boolean;
  readonly check: Check;
}

const checks = new Map<string, Checks>();

function checksOf(name: string, definition: string | undefined): Checks {
  const pointer = definition === undefined ? '' : `#/$defs/${definition}`;
  const key = name + pointer;
  const known = checks.get(key);
  if (known) return known;
  const sources = [...schemasFor(name).values(), LEAN, key].map((part) => JSON.stringify(part));
  const fits = keptCheck(key, sources, () => ({
    ajv: compilerOf(LEAN),
    valid: compiled(LEAN, name, pointer),
  }));
  const check: Check = (value) =>
    fits(value) ? null : explain((at) => compiled(THOROUGH, name, at), pointer, value);
  const made = { fits, check };
  checks.set(key, made);
  return made;
}

/**
 * The check against one definition of a schema, or against the schema itself. Read and compiled at the
 * first use, once.
 * @throws RangeError if there is no such schema or definition
 */
export function checkOf(name: string, definition?: string): Check {
  return checksOf(name, definition).check;
}

/** The same for those who ask whether, and not what, is wrong: to say that, the schema is compiled once more. */
export function fitsIn(name: string, definition?: string): (value: unknown) => boolean {
  return checksOf(name, definition).fits;
}

/**
 * The check of one part of a machine.
 * @throws RangeError if there is no such machine
 */
export function validator(machine: string, part: Part): Check {
  return checkOf(machine, part);
}
