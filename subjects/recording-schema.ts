/** What a recording may hold of one machine: whole operations and configurations, outcomes and states in part. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { explain } from './explain';
import type { Check } from './validate';
import { validator } from './validate';

const SCHEMAS = join(__dirname, '..', 'schemas');

type Schema = Readonly<Record<string, unknown>>;

export interface MachineChecks {
  readonly config: Check;
  readonly op: Check;
  /** Every member may be missing, but for those that tell one kind of outcome or event from another. */
  readonly outcome: Check;
  readonly inspection: Check;
}

const ajv = new Ajv2020({
  strictTypes: false,
  discriminator: true,
  keywords: ['tsType', 'x-capabilities'],
  verbose: true,
});
ajv.addSchema(load('common'));

function load(name: string): Schema {
  return JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8')) as Schema;
}

const machines = new Map<string, MachineChecks>();

/** @throws RangeError where there is no schema of that name */
export function machineChecks(machine: string): MachineChecks {
  const known = machines.get(machine);
  if (known) return known;
  const [config, op] = [validator(machine, 'config'), validator(machine, 'op')];
  const id = `partial-${machine}.schema.json`;
  ajv.addSchema({ ...(partial(load(machine)) as Schema), $id: id });
  const made = { config, op, outcome: check(id, 'outcome'), inspection: check(id, 'inspection') };
  machines.set(machine, made);
  return made;
}

function check(id: string, definition: string): Check {
  const at = (pointer: string): ValidateFunction =>
    ajv.getSchema(/^(#|$)/.test(pointer) ? id + pointer : pointer) as ValidateFunction;
  const pointer = `#/$defs/${definition}`;
  const valid = at(pointer);
  return (value) => (valid(value) ? null : explain(at, pointer, value));
}

/** The schema with only those members required that tell one alternative from another: the constants. */
function partial(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(partial);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, partial(value)]));
  const { required, properties } = schema as { required?: unknown; properties?: Record<string, Schema> };
  if (!Array.isArray(required) || !properties) return copy;
  return { ...copy, required: required.filter((name: string) => 'const' in (properties[name] ?? {})) };
}
