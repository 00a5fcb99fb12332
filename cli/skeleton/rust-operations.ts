/** Rust: operations.rs, the types of what comes and goes. */
import type { Member, Plan, Shape, Type } from './shape';
import { pascal, snake } from './shape';
import { file, generatedNote, wrapped } from './text';

const KEYWORDS = [
  'as',
  'break',
  'const',
  'enum',
  'fn',
  'for',
  'if',
  'impl',
  'in',
  'let',
  'loop',
  'match',
  'mod',
  'move',
  'pub',
  'ref',
  'type',
  'use',
  'where',
];

/** The name of a member in Rust. */
export function field(name: string): string {
  return KEYWORDS.includes(name) ? `r#${name}` : name;
}

export function doc(indent: string, text: string): readonly string[] {
  return wrapped(text, 110).map((line) => `${indent}/// ${line}`);
}

const TYPES: Readonly<Record<Exclude<Type['kind'], 'enum'>, string>> = {
  hex: 'Hex',
  count: 'u64',
  int: 'i64',
  bool: 'bool',
  text: 'String',
  json: 'Value',
};

function enumName(owner: string, { name, type }: Member): string {
  if (type.kind !== 'enum') throw new Error(`${name} is no enum`);
  return pascal(type.name ?? `${owner}_${name}`);
}

function typed(owner: string, member: Member): string {
  const type = member.type.kind === 'enum' ? enumName(owner, member) : TYPES[member.type.kind];
  return member.isOptional ? `Option<${type}>` : type;
}

/** Each enum once. @throws Error where two words give one variant */
function enums(owned: readonly (readonly [string, Shape])[]): readonly string[] {
  const found = new Map<string, readonly string[]>();
  for (const [owner, { members }] of owned)
    for (const member of members)
      if (member.type.kind === 'enum') found.set(enumName(owner, member), member.type.values);
  return [...found].flatMap(([name, values]) => {
    const variants = values.map((value) => pascal(snake(value)).replace(/^(?=\d)/, 'N'));
    if (new Set(variants).size < variants.length)
      throw new Error(`enum ${name} has two words for one variant`);
    const lines = values.map(
      (value, i) => `    #[serde(rename = ${JSON.stringify(value)})]\n    ${variants[i] ?? ''},`,
    );
    return [
      '#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]',
      `pub enum ${name} {`,
      ...lines,
      '}',
      '',
    ];
  });
}

function member(owner: string, one: Member, isWritten: boolean): readonly string[] {
  const isTold = one.type.kind === 'json';
  const about = [...(isTold ? [`\`${one.shape}\``] : []), ...(one.about === '' ? [] : [one.about])].join(
    ': ',
  );
  const skip = isWritten && one.isOptional ? ['    #[serde(skip_serializing_if = "Option::is_none")]'] : [];
  return [...doc('    ', about), ...skip, `    pub ${field(one.name)}: ${typed(owner, one)},`];
}

function struct(
  owner: string,
  name: string,
  { about, members }: Shape,
  isWritten: boolean,
  extra: readonly string[] = [],
): readonly string[] {
  const isDefault = isWritten && extra.length === 0 && members.every(({ isOptional }) => isOptional);
  const derived = isWritten
    ? `Serialize, Debug, Clone${isDefault ? ', Default' : ''}`
    : 'Deserialize, Debug, Clone';
  const body = [...extra, ...members.flatMap((one) => member(owner, one, isWritten))];
  return [
    ...doc('', about),
    `#[derive(${derived})]`,
    ...(body.length === 0 ? [`pub struct ${name} {}`] : [`pub struct ${name} {`, ...body, '}']),
    '',
  ];
}

function outcome(shape: Shape): readonly string[] {
  const name = `${pascal(shape.name)}Outcome`;
  const extra = { failed: ['    pub error: String,'], faulted: ['    pub fault: String,'] }[shape.name] ?? [];
  return [
    ...struct(`${shape.name}_outcome`, name, shape, true, extra),
    `impl ${name} {`,
    '    /// The answer, with the events in order.',
    '    pub fn with(&self, events: Vec<Value>) -> Answer {',
    `        hvspec::outcome("${shape.constants['outcome'] ?? ''}", self, events)`,
    '    }',
    '}',
    '',
  ];
}

function event(shape: Shape): readonly string[] {
  const name = `${pascal(shape.name)}Event`;
  const constants = Object.entries(shape.constants).map(
    ([key, text]) => `(${JSON.stringify(key)}, ${JSON.stringify(text)})`,
  );
  return [
    ...struct(`${shape.name}_event`, name, shape, true),
    `impl ${name} {`,
    '    pub fn event(&self) -> Value {',
    `        hvspec::event(&[${constants.join(', ')}], self)`,
    '    }',
    '}',
    '',
  ];
}

/** The type of an operation. */
export function opName({ name }: Shape): string {
  return `${pascal(name)}Op`;
}

export function operations(plan: Plan): string {
  const { config, operations: ops, events, outcomes } = plan;
  const owned = [
    ['config', config] as const,
    ...ops.map((op) => [`${op.name}_op`, op] as const),
    ...outcomes.map((one) => [`${one.name}_outcome`, one] as const),
    ...events.map((one) => [`${one.name}_event`, one] as const),
  ];
  const needs = Object.fromEntries(
    [config, ...ops].flatMap((op) => (Object.keys(op.needs).length > 0 ? [[op.name, op.needs]] : [])),
  );
  return file(
    wrapped(generatedNote(plan), 110).map((line) => `//! ${line}`),
    [
      '#![allow(dead_code)]',
      'use hvspec::{Answer, Hex, Refusal, Value};',
      'use serde::{Deserialize, Serialize};',
      '',
    ],
    enums(owned),
    struct('config', 'Config', config, false),
    ops.flatMap((op) => struct(`${op.name}_op`, opName(op), op, false)),
    ['/// One operation.', '#[derive(Deserialize, Debug, Clone)]', '#[serde(tag = "op")]', 'pub enum Op {'],
    ops.map((op) => `    #[serde(rename = "${op.name}")]\n    ${pascal(op.name)}(${opName(op)}),`),
    ['}', ''],
    outcomes.flatMap(outcome),
    events.flatMap(event),
    [
      '/// What an author writes.',
      'pub trait Operations {',
      ...ops.map((op) => `    fn ${field(op.name)}(&mut self, op: ${opName(op)}) -> Answer;`),
      '}',
      '',
    ],
    [
      'thread_local! {',
      '    /// The capabilities that operations and their parameters ask for.',
      `    static NEEDS: Value = serde_json::from_str(r#"${JSON.stringify(needs)}"#).unwrap_or_default();`,
      '}',
      '',
      '/// Refuses what asks for a capability that is not there. `name` is that of the operation, or `reset`.',
      'fn refuse(name: &str, params: &Value, capabilities: &[&str]) -> Result<(), Refusal> {',
      '    NEEDS.with(|needs| hvspec::refuse(needs, name, params, capabilities))',
      '}',
      '',
      '/// The configuration of a reset.',
      'pub fn config(params: Value, capabilities: &[&str]) -> Result<Config, Refusal> {',
      '    refuse("reset", &params, capabilities)?;',
      '    serde_json::from_value(params).map_err(|error| Refusal::Broken(error.to_string()))',
      '}',
      '',
      '/// One operation, by the method of its name.',
      'pub fn perform(machine: &mut impl Operations, params: Value, capabilities: &[&str]) -> Answer {',
      '    refuse(params["op"].as_str().unwrap_or_default(), &params, capabilities)?;',
      '    match serde_json::from_value(params).map_err(|error| Refusal::Broken(error.to_string()))? {',
      ...ops.map((op) => `        Op::${pascal(op.name)}(op) => machine.${field(op.name)}(op),`),
      '    }',
      '}',
    ],
  );
}
