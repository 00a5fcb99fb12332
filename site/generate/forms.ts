/** Forms for the operations of a machine, made of its schema: what the page on which a model is stepped offers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../../model/core/machine';
import { catalogueFor } from '../../reports/law';
import { LAYOUT } from '../../reports/layout';
import { SCHEMAS } from '../../subjects/validate';
import type { Field, Forms } from '../step/forms';

interface Schema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** `try/<machine>/_forms.json`, with a configuration to begin with, an example of each operation, and what holds where. */
export function formsFile(machine: Machine): readonly [string, string] {
  const { name, operationNames } = machine;
  const schema = JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8')) as Schema;
  const examples = examplesOf(name);
  const config = examples.find((value) => 'config' in value)?.config;
  if (config === undefined)
    throw new Error(`schemas/fixtures/${name}/good.ndjson has no configuration to begin with`);
  const alternatives = schema.$defs?.['op']?.oneOf ?? [];
  const operations = operationNames.map((op) => {
    const shape = alternatives
      .map((one) => resolved(one, schema))
      .find((one) => one.properties?.['op']?.const === op);
    const example = examples.find((value) => (value.op as { op?: unknown } | undefined)?.op === op)?.op ?? {
      op,
    };
    return { op, about: shape?.description ?? '', fields: fieldsOf(shape, schema), example };
  });
  const requirements = catalogueFor(machine).requirements.map(({ id, profiles }) => [id, profiles] as const);
  const forms: Forms = { config, operations, requirements: Object.fromEntries(requirements) };
  return [`try/${name}/_forms.json`, JSON.stringify(forms)];
}

interface Example {
  readonly config?: unknown;
  readonly op?: unknown;
}

function examplesOf(machine: string): readonly Example[] {
  return readFileSync(join(LAYOUT.root, 'schemas/fixtures', machine, 'good.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { value: Example }).value);
}

function fieldsOf(shape: Schema | undefined, root: Schema): readonly Field[] {
  return Object.entries(shape?.properties ?? {})
    .filter(([name]) => name !== 'op')
    .map(([name, given]) => {
      const schema = resolved(given, root);
      return {
        name,
        about: given.description ?? schema.description ?? '',
        required: shape?.required?.includes(name) ?? false,
        ...kindOf(schema),
      };
    });
}

function kindOf(schema: Schema): Pick<Field, 'kind' | 'choices' | 'numeric' | 'min' | 'max'> {
  if (schema.enum) {
    const numeric = schema.enum.every((one) => typeof one === 'number');
    return { kind: 'choice', choices: schema.enum.map(String), ...(numeric ? { numeric } : {}) };
  }
  if (schema.type === 'boolean') return { kind: 'switch' };
  if (schema.type === 'integer')
    return { kind: 'number', min: schema.minimum ?? 0, max: schema.maximum ?? Number.MAX_SAFE_INTEGER };
  if (schema.type === 'string' || schema.pattern !== undefined) return { kind: 'text' };
  return { kind: 'json' };
}

/** What a reference leads to, in the schema itself or in the common one. */
function resolved(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const [file = '', path = ''] = schema.$ref.split('#/$defs/');
  const where = file === '' ? root : common();
  const found = where.$defs?.[path];
  return found
    ? {
        ...resolved(found, where),
        ...(schema.description === undefined ? {} : { description: schema.description }),
      }
    : {};
}

function common(): Schema {
  return JSON.parse(readFileSync(join(SCHEMAS, 'common.schema.json'), 'utf8')) as Schema;
}
