/** From ajv's errors to one sentence about the alternative that was meant. */
import type { ErrorObject, ValidateFunction } from 'ajv';
import { allowed, sentence, wrongType } from './sentence';

type Schema = Readonly<Record<string, unknown>>;
/** The compiled schema at a pointer such as `#/$defs/op`. */
type At = (pointer: string) => ValidateFunction;

const CHOICES = ['oneOf', 'anyOf', 'discriminator'];

/**
 * The first thing wrong with `value`, which does not satisfy the schema at `pointer`. Where the schema has
 * alternatives, the one is taken whose constants (`op`, `outcome`, `event` and `exit`, `code`) the value has;
 * where none is, the sentence is about that constant.
 */
export function explain(at: At, pointer: string, value: unknown, path = ''): string {
  const validate = at(pointer);
  if (validate(value)) throw new Error(`nothing is wrong with the value at ${pointer}`);
  const errors = validate.errors ?? [];
  const choice = errors.find(({ keyword }) => CHOICES.includes(keyword));
  const first = errors[0];
  if (!first) throw new Error(`no reason is given at ${pointer}`);
  return choice ? narrowed(at, pointer, choice, path) : sentence(first, path);
}

interface Alternative {
  readonly pointer: string;
  readonly schema: Schema;
}

function narrowed(at: At, pointer: string, error: ErrorObject, path: string): string {
  const value: unknown = error.data;
  const here = path + error.instancePath;
  const all = alternatives(at, pointer, error);
  let left = all.filter(({ schema }) => schema['type'] === undefined || schema['type'] === typeOf(value));
  const used = new Set<string>();
  for (let key = discriminating(left, used); key !== null; key = discriminating(left, used)) {
    used.add(key);
    const name = key;
    const wanted = left.flatMap(({ schema }) => constants(schema, name));
    const given = (value as Schema)[name];
    if (!wanted.includes(given)) return allowed(`${here}/${name}`, given, [...new Set(wanted)]);
    left = left.filter(({ schema }) => constants(schema, name).includes(given));
  }
  const [meant] = left;
  if (!meant) return wrongType(here, value, [...new Set(all.map(({ schema }) => String(schema['type'])))]);
  // More than one alternative may hold at once, which `oneOf` forbids: then there is nothing more to say.
  return at(meant.pointer)(value) ? sentence(error, path) : explain(at, meant.pointer, value, here);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
}

/** The alternatives with references followed. */
function alternatives(at: At, pointer: string, error: ErrorObject): readonly Alternative[] {
  const parent = error.parentSchema as Schema;
  const keyword = error.keyword === 'anyOf' ? 'anyOf' : 'oneOf';
  const above = error.schemaPath.slice(0, error.schemaPath.lastIndexOf('/'));
  // ajv gives the path from the last definition that was referred to, else from where it began.
  const from = above.startsWith('#/$defs/') ? above : `${pointer || '#'}${above.slice(1)}`;
  return (parent[keyword] as readonly Schema[]).map((schema, i) => {
    const ref = schema['$ref'];
    return typeof ref === 'string'
      ? { pointer: ref, schema: at(ref).schema as Schema }
      : { pointer: `${from}/${keyword}/${i}`, schema };
  });
}

/** The next property that tells alternatives apart: required in one, and with constants in all of them. */
function discriminating(left: readonly Alternative[], used: ReadonlySet<string>): string | null {
  if (left.length < 2) return null;
  const required = left.flatMap(({ schema }) => (schema['required'] as readonly string[] | undefined) ?? []);
  const tells = (key: string): boolean => left.every(({ schema }) => constants(schema, key).length > 0);
  return required.find((key) => !used.has(key) && tells(key)) ?? null;
}

function constants(schema: Schema, key: string): readonly unknown[] {
  const properties = schema['properties'] as Readonly<Record<string, Schema>> | undefined;
  const property = properties?.[key] ?? {};
  return 'const' in property
    ? [property['const']]
    : ((property['enum'] as readonly unknown[] | undefined) ?? []);
}
