/** C: what an operation asks for, as conditions. */
import type { Node, Operation } from './shape';
import { typeOf } from './node';

function nodeAt(properties: Node['properties'], path: readonly string[]): Node {
  const [name = '', ...rest] = path;
  const node = properties?.[name];
  if (!node) throw new Error(`a capability hangs on the parameter ${path.join('.')}, which there is not`);
  return rest.length === 0 ? node : nodeAt(node.properties, rest);
}

interface Place {
  readonly object: string;
  readonly name: string;
  readonly node: Node;
}

function placeOf({ members }: Operation, path: string): Place {
  const words = path.split('.');
  const name = words.at(-1) ?? '';
  const object = words.slice(0, -1).reduce((inner, word) => `hv_get(${inner}, "${word}")`, 'v');
  const properties = Object.fromEntries(members.map((member) => [member.name, member.node]));
  return { object, name, node: nodeAt(properties, words) };
}

function isGiven({ object, name, node }: Place): string {
  return typeOf(node).kind === 'bool'
    ? `hv_true(${object}, "${name}")`
    : `hv_get(${object}, "${name}") != NULL`;
}

function isValue({ object, name, node }: Place, value: string): string {
  const { kind } = typeOf(node);
  const member = `hv_get(${object}, "${name}")`;
  if (value.endsWith('*')) return `begins(${member}, "${value.slice(0, -1)}")`;
  if (kind === 'bool')
    return value === 'true'
      ? `hv_true(${object}, "${name}")`
      : `(${member} != NULL && !hv_true(${object}, "${name}"))`;
  return kind === 'count'
    ? `hv_u64(${object}, "${name}", UINT64_MAX) == ${value}`
    : `hv_is(${member}, "${value}")`;
}

/** Lines that refuse what is asked for and not there. */
export function refusals(op: Operation): readonly string[] {
  return Object.entries(op.needs).map(([path, need]) => {
    if (path === '')
      return `  if (lacks(${typeof need === 'string' ? `"${need}"` : 'NULL'})) return REFUSED;`;
    const place = placeOf(op, path);
    if (typeof need === 'string') return `  if (${isGiven(place)} && lacks("${need}")) return REFUSED;`;
    const other = need['*'];
    const conditions = new Map<string, string[]>();
    for (const [value, capability] of Object.entries(need).filter(([value]) => value !== '*'))
      conditions.set(capability, [...(conditions.get(capability) ?? []), isValue(place, value)]);
    const chain = [...conditions]
      .map(([capability, all]) => `${all.join(' || ')} ? "${capability}"`)
      .join(' : ');
    return `  if (lacks(${chain} : ${other === undefined ? 'NULL' : `"${other}"`})) return REFUSED;`;
  });
}
