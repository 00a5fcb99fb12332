/** C: names, enums and structs. */
import type { Member, Plan, Shape, Type } from './shape';
import { noted } from './text';

const KEYWORDS = [
  'auto',
  'bool',
  'break',
  'case',
  'char',
  'default',
  'double',
  'enum',
  'float',
  'int',
  'long',
  'register',
];

/** The name of a member in C. */
export function field(name: string): string {
  return KEYWORDS.includes(name) ? `${name}_` : name;
}

export interface Enumeration {
  readonly tag: string;
  readonly values: readonly string[];
  /** The constants, in the order of the values. */
  readonly constants: readonly string[];
}

/** The enum of a member: of all that share it, or of this one. @throws Error where two words give one constant */
export function enumerationOf(owner: string, member: Member): Enumeration {
  const { type } = member;
  if (type.kind !== 'enum') throw new Error(`${member.name} is no enum`);
  const tag = type.name ?? `${owner}_${member.name}`;
  const constants = type.values.map((value) =>
    `${tag}_${value}`.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase(),
  );
  if (new Set(constants).size < constants.length)
    throw new Error(`enum ${tag} has two words for one constant`);
  return { tag, values: type.values, constants };
}

/** All enums of these shapes, each once. */
export function enumerations(owned: readonly (readonly [string, Shape])[]): readonly Enumeration[] {
  const found = owned.flatMap(([owner, { members }]) =>
    members.filter(({ type }) => type.kind === 'enum').map((member) => enumerationOf(owner, member)),
  );
  return [...new Map(found.map((one) => [one.tag, one])).values()];
}

/** Every struct with its tag: configuration, operations, and what is written. */
export function tagged(plan: Plan): {
  readonly read: readonly (readonly [string, Shape])[];
  readonly written: readonly (readonly [string, Shape])[];
} {
  return {
    read: [['config', plan.config], ...plan.operations.map((op) => [`op_${op.name}`, op] as const)],
    written: [
      ...plan.outcomes.map((outcome) => [`outcome_${outcome.name}`, outcome] as const),
      ...plan.events.map((event) => [`event_${event.name}`, event] as const),
    ],
  };
}

const TYPES: Readonly<Record<Exclude<Type['kind'], 'enum'>, string>> = {
  hex: 'uint64_t ',
  count: 'uint64_t ',
  int: 'int64_t ',
  bool: 'bool ',
  text: 'const hv_value *',
  json: 'const hv_value *',
};

function declaration(owner: string, member: Member, isWritten: boolean): string {
  const { type } = member;
  if (type.kind === 'enum') return `enum ${enumerationOf(owner, member).tag} ${field(member.name)};`;
  const written = isWritten && type.kind === 'text' ? 'const char *' : TYPES[type.kind];
  return `${written}${field(member.name)};`;
}

/** Whether a member is a pointer, NULL where it is not given. */
export function isPointer({ type }: Member): boolean {
  return type.kind === 'json' || type.kind === 'text';
}

/** The struct of a shape, or nothing where it has no members. What is written has no member for arrays and objects. */
export function structOf(tag: string, { members, about }: Shape, isWritten: boolean): readonly string[] {
  const shown = members.filter(({ type }) => !isWritten || type.kind !== 'json');
  if (shown.length === 0) return [];
  const lines = shown.flatMap((member) => {
    const has = member.isOptional && !isPointer(member) ? `bool has_${member.name}; ` : '';
    const shape = member.type.kind === 'json' ? member.shape : member.type.kind === 'count' ? '' : '';
    const absent = member.isOptional && isPointer(member) ? '; NULL unless given' : '';
    return noted(
      `  ${has}${declaration(tag, member, isWritten)}`,
      `${member.about}${shape && ` ${shape}`}${absent}`.trim(),
      '/*',
      ' */',
    );
  });
  const title = noted(`struct ${tag} {`, about, '/*', ' */');
  return [
    ...(title.length > 1 ? title : [...(about === '' ? [] : [`/* ${about} */`]), `struct ${tag} {`]),
    ...lines,
    '};',
    '',
  ];
}
