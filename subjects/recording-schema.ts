/** What a recording may hold of one machine: whole operations and configurations, outcomes and states in part. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options, ValidateFunction } from 'ajv';
import type Ajv2020 from 'ajv/dist/2020';
import { explain } from './explain';
import { keptCheck } from './kept-check';
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
  /** Sums of members that are integers, of outcomes and of events. */
  readonly totals: Check;
}

const OPTIONS: Options = {
  strictTypes: false,
  validateSchema: false,
  discriminator: true,
  keywords: ['tsType', 'x-capabilities'],
  verbose: true,
  code: { source: true },
};

function load(name: string): Schema {
  return JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8')) as Schema;
}

const machines = new Map<string, MachineChecks>();

/** @throws RangeError where there is no schema of that name */
export function machineChecks(machine: string): MachineChecks {
  const known = machines.get(machine);
  if (known) return known;
  const [config, op] = [validator(machine, 'config'), validator(machine, 'op')];
  const schema = partial(load(machine)) as MachineSchema;
  const id = `partial-${machine}.schema.json`;
  const whole = { ...schema, $id: id, $defs: { ...schema.$defs, totals: totalsOf(schema) } };
  const check = checker(id, [load('common'), whole]);
  const made = {
    config,
    op,
    outcome: check('outcome'),
    inspection: check('inspection'),
    totals: check('totals'),
  };
  machines.set(machine, made);
  return made;
}

/** Of definitions of the last schema; each is read or compiled at its first use: few recordings have totals. */
function checker(id: string, schemas: readonly Schema[]): (definition: string) => Check {
  let compiler: Ajv2020 | null = null;
  const ajv = (): Ajv2020 => (compiler ??= compilerOf(schemas));
  const at = (pointer: string): ValidateFunction =>
    ajv().getSchema(/^(#|$)/.test(pointer) ? id + pointer : pointer) as ValidateFunction;
  const sources = JSON.stringify([OPTIONS, schemas]);
  return (definition) => {
    const pointer = `#/$defs/${definition}`;
    let valid: ((value: unknown) => boolean) | null = null;
    const check = (): ((value: unknown) => boolean) =>
      (valid ??= keptCheck(id + pointer, [sources, pointer], () => ({ ajv: ajv(), valid: at(pointer) })));
    return (value) => (check()(value) ? null : explain(at, pointer, value));
  };
}

function compilerOf(schemas: readonly Schema[]): Ajv2020 {
  // oxlint-disable-next-line typescript/no-require-imports -- where all checks were kept nobody needs it
  const { default: Compiler } = require('ajv/dist/2020') as { readonly default: typeof Ajv2020 };
  return new Compiler(OPTIONS).addSchema([...schemas]);
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

interface Definition {
  readonly $ref?: string;
  readonly oneOf?: readonly Definition[];
  readonly properties?: Readonly<Record<string, { readonly type?: unknown; readonly const?: unknown }>>;
}

interface MachineSchema extends Schema {
  readonly $defs: Readonly<Record<string, Definition>>;
}

/** The alternatives of a definition. */
function alternatives({ $defs }: MachineSchema, { $ref, oneOf, ...one }: Definition): readonly Definition[] {
  const named = $ref === undefined ? undefined : $defs[$ref.replace('#/$defs/', '')];
  if (named) return alternatives({ $defs }, named);
  return oneOf ? oneOf.flatMap((each) => alternatives({ $defs }, each)) : [one];
}

/** The schema of what the numbers of a machine's outcomes and events add up to. */
function totalsOf(schema: MachineSchema): Schema {
  const sums = (all: readonly Definition[]): Schema =>
    closed(Object.assign({}, ...all.map(integersOf)) as Schema);
  const events = alternatives(schema, { $ref: '#/$defs/event' });
  const named = [...new Set(events.map(nameOf))].map(
    (name) => [name, events.filter((one) => nameOf(one) === name)] as const,
  );
  return closed({
    outcome: sums(alternatives(schema, { $ref: '#/$defs/outcome' })),
    events: closed(Object.fromEntries(named.map(([name, all]) => [name, sums(all)]))),
  });
}

function integersOf({ properties = {} }: Definition): Schema {
  const names = Object.keys(properties).filter((name) => properties[name]?.type === 'integer');
  return Object.fromEntries(names.map((name) => [name, { type: 'integer', minimum: 0 }]));
}

/** As the table of owners knows an event: the kind of an exit comes before what it is. */
function nameOf({ properties = {} }: Definition): string {
  return String(properties['exit']?.const ?? properties['event']?.const);
}

function closed(properties: Schema): Schema {
  return { type: 'object', additionalProperties: false, properties };
}
