/** Reading nodes of a schema: references, types, shapes in words, and the smallest value that one allows. */
import type { Member, Node, Type } from './shape';

type Definitions = Readonly<Record<string, unknown>>;

/** The node with all that it refers to in its place; `common` holds the definitions of common.schema.json. */
export function resolved(node: unknown, own: Definitions, common: Definitions): Node {
  if (Array.isArray(node)) return node.map((item) => resolved(item, own, common)) as unknown as Node;
  if (typeof node !== 'object' || node === null) return node as Node;
  const { $ref, ...rest } = node as { readonly $ref?: string };
  const members = Object.entries(rest).map(([key, value]) => [key, resolved(value, own, common)] as const);
  const here = Object.fromEntries(members) as Node;
  if ($ref === undefined) return here;
  const name = $ref.replace(/^.*#\/\$defs\//, '');
  const isOwn = $ref.startsWith('#');
  const found = isOwn ? own[name] : common[name];
  if (found === undefined) throw new Error(`a schema refers to ${$ref}, which there is not`);
  const { description, ...target } = resolved(found, own, common);
  // What values of 64 bits are in general says nothing of this one.
  return {
    ...target,
    ...(isOwn && description !== undefined ? { description } : {}),
    ...here,
    definition: name,
  };
}

function isNull(node: Node): boolean {
  return node.type === 'null';
}

export function typeOf(node: Node): Type {
  const { const: constant, enum: words, type, pattern } = node;
  if (typeof constant === 'boolean') return { kind: 'bool' };
  if (words?.every((word) => typeof word === 'string'))
    return { kind: 'enum', values: words, name: node.title === undefined ? null : (node.definition ?? null) };
  if (words?.every((word) => typeof word === 'number')) return { kind: 'count' };
  if (type === 'string') return { kind: pattern?.startsWith('^0x') ? 'hex' : 'text' };
  if (type === 'boolean') return { kind: 'bool' };
  if (type === 'integer') return { kind: (node.minimum ?? -1) < 0 ? 'int' : 'count' };
  return { kind: 'json' };
}

/** The shape of a node in words: `[{msr: hex, value?: hex}]`. */
export function shapeOf(node: Node): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum) return node.enum.map((word) => JSON.stringify(word)).join(' | ');
  if (node.oneOf) return node.oneOf.map(shapeOf).join(' | ');
  const orNull = Array.isArray(node.type) && node.type.includes('null') ? ' | null' : '';
  if (isNull(node)) return 'null';
  if (node.items) return `[${shapeOf(node.items)}]${orNull}`;
  const map = mapOf(node);
  if (map) return `{NAME: ${shapeOf(map)}}${orNull}`;
  if (node.properties) {
    const members = membersOf(node).map(
      ({ name, isOptional, shape }) => `${name}${isOptional ? '?' : ''}: ${shape}`,
    );
    return `{${members.join(', ')}}${orNull}`;
  }
  return typeOf(node).kind;
}

/** What an object holds under whatever names, or null. */
export function mapOf(node: Node): Node | null {
  if (typeof node.additionalProperties === 'object') return node.additionalProperties;
  return Object.values(node.patternProperties ?? {})[0] ?? null;
}

/** The members of an object, those that have to be given first, without those that are always the same text. */
export function membersOf(node: Node): readonly Member[] {
  const all = Object.entries(node.properties ?? {}).filter(
    ([, { const: constant }]) => typeof constant !== 'string',
  );
  const members = all.map(([name, member]) => ({
    name,
    type: typeOf(member),
    isOptional: !(node.required ?? []).includes(name),
    shape: shapeOf(member),
    about: member.description ?? '',
    node: member,
  }));
  return [
    ...members.filter(({ isOptional }) => !isOptional),
    ...members.filter(({ isOptional }) => isOptional),
  ];
}

export function constantsOf(node: Node): Readonly<Record<string, string>> {
  const texts = Object.entries(node.properties ?? {}).flatMap(([name, { const: constant }]) =>
    typeof constant === 'string' ? [[name, constant] as const] : [],
  );
  return Object.fromEntries(texts);
}

/** A value of JSON; a hex value is its text. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** The smallest value that a node allows: nothing optional, nothing listed, zeros, the first word. */
export function smallest(node: Node): Json {
  if (node.const !== undefined) return node.const as Json;
  if (node.enum) return node.enum[0] as Json;
  if (node.oneOf) return node.oneOf.some(isNull) ? null : smallest(node.oneOf[0] as Node);
  if (Array.isArray(node.type) && node.type.includes('null')) return null;
  if (node.items) return Array.from({ length: node.minItems ?? 0 }, () => smallest(node.items as Node));
  if (mapOf(node) || node.properties) {
    const required = membersOf(node).filter(({ isOptional }) => !isOptional);
    return Object.fromEntries(required.map(({ name, node: member }) => [name, smallest(member)]));
  }
  const { kind } = typeOf(node);
  if (kind === 'hex') return '0x0';
  if (kind === 'bool') return false;
  return kind === 'text' ? '' : Math.max(0, node.minimum ?? 0);
}
