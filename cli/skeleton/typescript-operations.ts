/** TypeScript: operations.ts, the types of what comes and goes. */
import { mapOf, membersOf, typeOf } from './node';
import type { Member, Node, Plan, Shape } from './shape';
import { pascal } from './shape';
import { file, generatedNote, wrapped } from './text';

export function doc(indent: string, text: string): readonly string[] {
  const lines = wrapped(text.replaceAll('*/', '* /'), 110);
  if (lines.length < 2) return lines.map((line) => `${indent}/** ${line} */`);
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`];
}

const SCALARS = { hex: 'bigint', count: 'number', int: 'number', bool: 'boolean', text: 'string' };

/** The type of a value, as hvspec.ts gives and takes it. */
function typed(node: Node): string {
  const { kind } = typeOf(node);
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum) return node.enum.map((word) => JSON.stringify(word)).join(' | ');
  if (node.oneOf) return node.oneOf.map(typed).join(' | ');
  if (node.type === 'null') return 'null';
  const orNull = Array.isArray(node.type) && node.type.includes('null') ? ' | null' : '';
  if (node.items) return `readonly (${typed(node.items)})[]${orNull}`;
  const map = mapOf(node);
  if (map) return `Readonly<Record<string, ${typed(map)}>>${orNull}`;
  if (node.properties) {
    const members = [
      ...Object.entries(node.properties).flatMap(([name, { const: word }]) =>
        typeof word === 'string' ? [`readonly ${name}: "${word}"`] : [],
      ),
      ...membersOf(node).map(
        ({ name, isOptional, node: member }) => `readonly ${name}${isOptional ? '?' : ''}: ${typed(member)}`,
      ),
    ];
    return `{ ${members.join('; ')} }${orNull}`;
  }
  if (kind === 'json')
    return Array.isArray(node.type) && node.type.includes('string') ? `string${orNull}` : 'unknown';
  return kind === 'enum' ? 'string' : SCALARS[kind];
}

function member({ name, isOptional, about, node }: Member): readonly string[] {
  return [...doc('  ', about), `  readonly ${name}${isOptional ? '?' : ''}: ${typed(node)};`];
}

function interfaceOf(
  name: string,
  { about, constants, members }: Shape,
  extra: readonly string[] = [],
): readonly string[] {
  const lines = [
    ...Object.entries(constants).map(([key, text]) => `  readonly ${key}: '${text}';`),
    ...extra.map((line) => `  ${line}`),
    ...members.flatMap(member),
  ];
  return [...doc('', about), `export interface ${name} {`, ...lines, '}', ''];
}

const GENERIC = `
/** Whether the parameter with this value asks for a capability. */
function asked(need: Need, value: unknown): string | undefined {
  const given = value !== undefined && value !== null && value !== false;
  if (typeof need === 'string') return given ? need : undefined;
  const text = String(value);
  const begun = Object.keys(need).find((key) => key.endsWith('*') && text.startsWith(key.slice(0, -1)));
  return need[text] ?? (given && begun !== undefined ? need[begun] : undefined);
}

function valueAt(params: unknown, path: string): unknown {
  const words = path === '' ? [] : path.split('.');
  return words.reduce<unknown>((at, word) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[word] : undefined), params);
}

/** Refuses what asks for a capability that is not there. \`name\` is that of the operation, or \`reset\`. */
export function refuse(name: string, params: unknown, capabilities: readonly string[]): void {
  for (const [path, need] of Object.entries(NEEDS[name] ?? {})) {
    const lacking = asked(need, valueAt(params, path));
    if (lacking !== undefined && !capabilities.includes(lacking)) throw new Lacks(lacking);
  }
}

/** One operation, by the method of its name. */
export function perform(machine: Operations, op: Op, capabilities: readonly string[]): Outcome {
  refuse(op.op, op, capabilities);
  const method: unknown = machine[op.op];
  if (typeof method !== 'function') throw new Error(\`an operation that is not in the schema that this was made of: \${op.op}\`);
  return (method as (this: Operations, op: Op) => Outcome).call(machine, op);
}
`;

/** The class of an operation: some share their name with one of JavaScript's, as Map. */
export function named(op: Shape): string {
  return `${pascal(op.name)}Op`;
}

export function operations(plan: Plan): string {
  const needs = [plan.config, ...plan.operations].filter((op) => Object.keys(op.needs).length > 0);
  const events = plan.events.map((event) => [`${pascal(event.name)}Event`, event] as const);
  const outcomes = plan.outcomes.map((outcome) => [pascal(outcome.name), outcome] as const);
  const extra = (name: string): readonly string[] => [
    ...(name === 'Failed' ? ['readonly error: string;'] : []),
    ...(name === 'Faulted' ? ['readonly fault: string;'] : []),
    'readonly events?: readonly Event[];',
  ];
  return file(
    doc('', generatedNote(plan)),
    "import { Lacks } from './hvspec';",
    '',
    interfaceOf('Config', plan.config),
    plan.operations.flatMap((op) => interfaceOf(named(op), op)),
    [`export type Op = ${plan.operations.map(named).join(' | ')};`, ''],
    events.flatMap(([name, event]) => interfaceOf(name, event)),
    [`export type Event = ${events.map(([name]) => name).join(' | ')};`, ''],
    outcomes.flatMap(([name, outcome]) => interfaceOf(name, outcome, extra(name))),
    [`export type Outcome = ${outcomes.map(([name]) => name).join(' | ')};`, ''],
    ['/** All that can be seen. */', `export type Inspection = ${typed(plan.inspection)};`, ''],
    [
      'export interface Operations {',
      ...plan.operations.map((op) => `  ${op.name}(op: ${named(op)}): Outcome;`),
      '}',
      '',
    ],
    'type Need = string | Readonly<Record<string, string>>;',
    '',
    '/** The capabilities that operations and their parameters ask for. */',
    'const NEEDS: Readonly<Record<string, Readonly<Record<string, Need>>>> = {',
    needs.map((op) => `  ${op.name}: ${JSON.stringify(op.needs)},`),
    '};',
    GENERIC,
  );
}
