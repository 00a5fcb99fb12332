/** Rust: the whole skeleton. */
import type { Json } from './node';
import { shapeOf, smallest } from './node';
import { homeOf } from './plan';
import { doc, field, opName, operations } from './rust-operations';
import type { Operation, Plan } from './shape';
import { choicesNote, file, ownNote, wrapped } from './text';

/** A value as `json!` takes it. */
function literal(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => literal(item as Json)).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([name, member]) => `"${name}": ${literal(member)}`)
    .join(', ')} }`;
}

function stub(op: Operation): readonly string[] {
  return [
    ...doc('    ', op.about),
    `    fn ${field(op.name)}(&mut self, _op: ops::${opName(op)}) -> Answer {`,
    `        Err(lacks("${homeOf(op)}")) // TODO`,
    '    }',
    '',
  ];
}

function main(plan: Plan): string {
  const choices = choicesNote(plan);
  return file(
    wrapped(`${ownNote(plan)} operations.rs has what comes, and what goes.`, 110).map(
      (line) => `//! ${line}`,
    ),
    [
      'mod operations;',
      '',
      'use hvspec::{json, lacks, Answer, Offer, Refusal, Value};',
      'use operations as ops;',
      '',
    ],
    doc(
      '',
      `What there is to have: ${plan.capabilities.join(', ')}. Name one when its operations are written.`,
    ),
    ['const CAPABILITIES: &[&str] = &[];', ''],
    choices.length === 0
      ? []
      : doc('', `What the profile leaves open, and what yours does there: ${choices.join('; ')}.`),
    ['const CHOICES: &[(&str, &str)] = &[];', ''],
    [
      '#[derive(Default)]',
      'struct Machine {',
      '    #[allow(dead_code)] // TODO: what your machine has',
      '    config: Option<ops::Config>,',
      '}',
      '',
    ],
    ['impl hvspec::Machine for Machine {'],
    ['    fn reset(&mut self, _machine: &str, _profile: &str, config: Value) -> Result<(), Refusal> {'],
    [
      '        *self = Machine { config: Some(ops::config(config, CAPABILITIES)?) }; // TODO: a new instance',
      '        Ok(())',
      '    }',
      '',
    ],
    [
      '    fn step(&mut self, op: Value) -> Answer {',
      '        ops::perform(self, op, CAPABILITIES)',
      '    }',
      '',
    ],
    doc('    ', `All that can be seen, without changing any of it: \`${shapeOf(plan.inspection)}\`.`),
    [
      '    fn inspect(&mut self) -> Answer {',
      `        let _state = json!(${literal(smallest(plan.inspection))});`,
    ],
    [
      '        Err(lacks("core")) // TODO: Ok(state), when it is yours and not only its shape',
      '    }',
      '}',
      '',
    ],
    ['impl ops::Operations for Machine {', ...plan.operations.flatMap(stub), '}', ''],
    [
      'fn main() -> std::io::Result<()> {',
      `    let offers = [Offer { machine: "${plan.machine}", profile: "${plan.profile}", capabilities: CAPABILITIES, choices: CHOICES }];`,
      `    hvspec::serve("my ${plan.machine}", "0", &offers, &mut Machine::default())`,
      '}',
    ],
  );
}

const cargo = ({ machine }: Plan): string => `[package]
name = "${machine}-adapter"
version = "0.0.0"
edition = "2021"
publish = false

[dependencies]
hvspec = { path = "hvspec" }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
`;

/** The files by name; \`hvspec/\` is the crate, copied. */
export function rustSkeleton(plan: Plan): Readonly<Record<string, string>> {
  return { 'Cargo.toml': cargo(plan), 'src/main.rs': main(plan), 'src/operations.rs': operations(plan) };
}
