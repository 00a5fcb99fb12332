/** Python: operations.py, the types of what comes and what makes what goes. */
import type { Json } from './node';
import { doc, literal } from './python-text';
import type { Member, Plan, Shape, Type } from './shape';
import { pascal } from './shape';
import { file, generatedNote, noted } from './text';

const KEYWORDS = [
  'and',
  'as',
  'assert',
  'class',
  'def',
  'del',
  'from',
  'global',
  'if',
  'import',
  'in',
  'is',
  'lambda',
  'not',
  'or',
  'pass',
  'with',
];

/** The name of a member in Python. */
export function field(name: string): string {
  return KEYWORDS.includes(name) ? `${name}_` : name;
}

const TYPES: Readonly<Record<Type['kind'], string>> = {
  hex: 'int',
  count: 'int',
  int: 'int',
  bool: 'bool',
  text: 'str',
  enum: 'str',
  json: 'Any',
};

/** What a comment says of a member: its words or its shape where the type does not, and the schema's sentence. */
function aboutMember({ type, shape, about }: Member): string {
  const isTold = type.kind === 'json' || type.kind === 'enum';
  return [...(isTold ? [shape] : []), ...(about === '' ? [] : [about])].join(': ');
}

function dataclass(name: string, { about, members }: Shape): readonly string[] {
  const fields = members.flatMap((member) => {
    const type = TYPES[member.type.kind];
    const code = `    ${field(member.name)}: ${member.isOptional ? `${type} | None = None` : type}`;
    return noted(code, aboutMember(member), ' #');
  });
  const body = [...doc('    ', about), ...fields];
  return ['@dataclass(frozen=True)', `class ${name}:`, ...(body.length === 0 ? ['    pass'] : body), '', ''];
}

/** A function that makes an event, or an outcome with its events. */
function maker(
  name: string,
  first: readonly string[],
  { about, members, constants }: Shape,
  isOutcome: boolean,
): readonly string[] {
  const parameters = members.map((member) => {
    const type = TYPES[member.type.kind];
    return `${field(member.name)}: ${type}${member.isOptional ? ' = ABSENT' : ''}`;
  });
  const named = [...parameters, ...(isOutcome ? ['events: Any = ()'] : [])];
  const arguments_ = [...first.map((one) => `${one}: str`), ...(named.length === 0 ? [] : ['*', ...named])];
  const entries = [
    ...Object.entries(constants).map(([key, text]) => `'${key}': '${text}'`),
    ...first.map((one) => `'${one}': ${one}`),
    ...members.map((member) => {
      const isNumber = member.type.kind === 'count' || member.type.kind === 'int';
      const value = field(member.name);
      return `'${member.name}': ${isNumber ? `_count(${value})` : value}`;
    }),
    ...(isOutcome ? [`'events': list(events)`] : []),
  ];
  const shapes = members
    .filter(({ type }) => type.kind === 'json' || type.kind === 'enum')
    .map((member) => `${field(member.name)}: ${member.shape}`);
  const text = [about, ...(shapes.length === 0 ? [] : [`${shapes.join('; ')}.`])].filter(Boolean).join(' ');
  return [
    `def ${name}(${arguments_.join(', ')}) -> dict:`,
    ...doc('    ', text),
    '    return _made({',
    ...entries.map((entry) => `        ${entry},`),
    '    })',
    '',
    '',
  ];
}

const GENERIC = `
class Count(int):
    """A JSON number. Any other int is a value of up to 64 bits, "0x…" on the wire: Count(3) in what you make yourself."""


ABSENT: Any = object()


def _count(value: Any) -> Any:
    return value if value is ABSENT else Count(value)


def _made(members: dict) -> dict:
    return {name: value for name, value in members.items() if value is not ABSENT}


def _asked(need: Any, value: Any) -> str | None:
    """The capability that a parameter with this value asks for."""
    given = value is not None and value is not False
    if isinstance(need, str):
        return need if given else None
    text = str(value).lower() if isinstance(value, bool) else str(value)
    begun = (need[key] for key in need if key.endswith('*') and text.startswith(key[:-1]))
    return need.get(text, next(begun, None) if given else None)


def _refuse(name: str, params: dict, capabilities: list[str]) -> None:
    for path, need in NEEDS.get(name, {}).items():
        value: Any = params
        for word in path.split('.') if path else ():
            value = value.get(word) if isinstance(value, dict) else None
        asked = _asked(need, value)
        if asked is not None and asked not in capabilities:
            raise hvspec.Lacks(asked)


def _read(kind: Any, params: dict) -> Any:
    return kind(**{RENAMED.get(name, name): value for name, value in params.items() if name != 'op'})


def config(params: dict, capabilities: list[str]) -> Config:
    """The configuration of a reset; refused where it asks for a capability that you do not have."""
    _refuse('reset', params, capabilities)
    return _read(Config, params)


def perform(machine: Any, params: dict, capabilities: list[str]) -> dict:
    """One operation by the method of its name; refused where it asks for a capability that you do not have."""
    name = params['op']
    _refuse(name, params, capabilities)
    return getattr(machine, name)(_read(OPERATIONS[name], params))
`;

export function operations(plan: Plan): string {
  const needs = [plan.config, ...plan.operations].filter((op) => Object.keys(op.needs).length > 0);
  const shapes: readonly Shape[] = [plan.config, ...plan.operations];
  const renamed = [...new Set(shapes.flatMap(({ members }) => members.map(({ name }) => name)))].filter(
    (name) => field(name) !== name,
  );
  const [ok, failed, faulted] = ['ok', 'failed', 'faulted'].map((name) =>
    plan.outcomes.find((outcome) => outcome.name === name),
  );
  return file(
    doc('', generatedNote(plan)),
    [
      'from __future__ import annotations',
      '',
      'from dataclasses import dataclass',
      'from typing import Any',
      '',
      'import hvspec',
      '',
      '',
    ],
    dataclass('Config', plan.config),
    plan.operations.flatMap((op) => dataclass(pascal(op.name), op)),
    [
      'OPERATIONS: dict[str, Any] = {',
      ...plan.operations.map(({ name }) => `    '${name}': ${pascal(name)},`),
      '}',
      '',
    ],
    '# The capabilities that operations and their parameters ask for.',
    [
      'NEEDS: dict[str, Any] = {',
      ...needs.map((op) => `    '${op.name}': ${literal(op.needs as Json)},`),
      '}',
    ],
    `RENAMED = ${literal(Object.fromEntries(renamed.map((name) => [name, field(name)])))}`,
    '',
    GENERIC,
    '',
    ok ? maker('ok', [], ok, true) : [],
    failed ? maker('failed', ['error'], failed, true) : [],
    faulted ? maker('faulted', ['fault'], faulted, true) : [],
    plan.events.flatMap((event) => maker(`event_${event.name}`, [], event, false)),
  );
}
