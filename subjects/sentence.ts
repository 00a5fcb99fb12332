/** How one error of a schema reads: where, what was given, what is wanted. */
import type { ErrorObject } from 'ajv';
import { nearest, sample } from './text';

/** One sentence for one error (of a validator that was compiled with `verbose`); `path` leads to its root. */
export function sentence(error: ErrorObject, path: string): string {
  const here = path + error.instancePath;
  const { params } = error as { readonly params: Readonly<Record<string, unknown>> };
  if (error.propertyName !== undefined) {
    return `${place(here)} has the name ${sample(error.propertyName)}: wanted ${wanted(error)}`;
  }
  switch (error.keyword) {
    case 'required':
      return `${place(here)} lacks "${String(params['missingProperty'])}": ${members(error)}`;
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      return `${place(here)} has ${sample(key)}, which does not belong there: ${members(error, key)}`;
    }
    case 'const':
      return allowed(here, error.data, [params['allowedValue']]);
    case 'enum':
      return allowed(here, error.data, params['allowedValues'] as readonly unknown[]);
    case 'uniqueItems':
      return `${place(here)} has the same item twice, at ${String(params['j'])} and at ${String(params['i'])}: each may stand once`;
    default:
      return `${place(here)} is ${given(error.data)}: wanted ${wanted(error)}`;
  }
}

/** The sentence about a value that is none of a few. */
export function allowed(path: string, value: unknown, values: readonly unknown[]): string {
  const texts = values.map((one) => sample(one));
  const meant =
    typeof value === 'string'
      ? nearest(
          value,
          values.filter((one) => typeof one === 'string'),
        )
      : null;
  const hint = meant === null ? '' : ` (perhaps "${meant}"?)`;
  return `${place(path)} is ${given(value)}: wanted ${texts.length === 1 ? '' : 'one of '}${texts.join(', ')}${hint}`;
}

/** The sentence about a value whose type is none of a few (`object`, `null`, …). */
export function wrongType(path: string, value: unknown, types: readonly string[]): string {
  return `${place(path)} is ${given(value)}: wanted ${types.map(kind).join(' or ')}`;
}

/** `/events/0/status` as `events.0.status`; the root as `it`. */
function place(path: string): string {
  const keys = path.split('/').slice(1);
  return keys.length === 0 ? 'it' : sample(keys.map(unescaped).join('.')).slice(1, -1);
}

function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

function given(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return `the ${Array.isArray(value) ? 'list' : typeof value} ${sample(value)}`;
}

function about(error: ErrorObject): string {
  const text = (error.parentSchema as { readonly description?: string } | undefined)?.description;
  return text === undefined ? 'the schema' : text.replace(/\.$/, '');
}

function kind(type: string): string {
  if (type === 'null') return 'null';
  return type === 'array' ? 'a list' : /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function wanted(error: ErrorObject): string {
  const { params } = error as { readonly params: Readonly<Record<string, unknown>> };
  const limit = String(params['limit']);
  switch (error.keyword) {
    case 'type': {
      const type = String(params['type']);
      const { pattern } = (error.parentSchema ?? {}) as { readonly pattern?: string };
      return kind(type) + (pattern === undefined ? '' : `: ${example(pattern, error)}`);
    }
    case 'pattern':
      return example(String(params['pattern']), error);
    case 'minimum':
      return `at least ${limit}`;
    case 'maximum':
      return `at most ${limit}`;
    case 'minItems':
    case 'maxItems':
      return `${error.keyword === 'minItems' ? 'at least' : 'at most'} ${limit} items`;
    case 'minLength':
    case 'maxLength':
      return `${error.keyword === 'minLength' ? 'at least' : 'at most'} ${limit} characters`;
    case 'maxProperties':
      return `at most ${limit} members`;
    default:
      return `what the keyword ${error.keyword} asks (${about(error)})`;
  }
}

/** What the common patterns mean, in words. */
function example(pattern: string, error: ErrorObject): string {
  const digits = /^\^0x\[0-9a-f\]\{1,(\d+)\}\$$/.exec(pattern)?.[1];
  // A class of what is not allowed reads badly: its description says it better.
  if (pattern.startsWith('^[^')) return about(error);
  if (digits === undefined)
    return pattern.startsWith('^E[A-Z')
      ? 'the name of an error such as "EINVAL"'
      : `${pattern} (${about(error)})`;
  return `"0x" and 1 to ${digits} lower-case hex digits, such as "0x1f"`;
}

function members(error: ErrorObject, key?: string): string {
  const schema = (error.parentSchema ?? {}) as {
    readonly properties?: object;
    readonly required?: readonly string[];
  };
  const all = Object.keys(schema.properties ?? {});
  const meant = key === undefined ? null : nearest(key, all);
  const required = schema.required ?? [];
  const optional = all.filter((name) => !required.includes(name));
  const must = required.length > 0 ? `it needs ${required.join(', ')}` : 'nothing is required';
  const may =
    optional.length > 0
      ? `, and may have ${optional.join(', ')}`
      : all.length === 0
        ? ', and it is empty'
        : '';
  return must + may + (meant === null ? '' : ` (perhaps "${meant}"?)`);
}
