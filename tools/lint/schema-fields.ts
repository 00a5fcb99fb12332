/** Every field that a machine's schema knows, under the name that the table of owners has for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS } from '../../subjects/validate';

interface Node {
  readonly $ref?: string;
  readonly oneOf?: readonly Node[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
}

interface Schema {
  readonly $defs: Readonly<Record<string, Node>>;
}

/**
 * As in `error`, `events.SYNDBG.pad1`, `leaves.*.eax`, `state.vms.*.registers.control`; `*` stands for the
 * elements of a list and the members of a record.
 */
export function schemaFields(machine: string): readonly string[] {
  const schema = JSON.parse(readFileSync(join(SCHEMAS, `${machine}.schema.json`), 'utf8')) as Schema;
  const at = (node: Node): Node => {
    const [, name] = /^#\/\$defs\/(\w+)$/.exec(node.$ref ?? '') ?? [];
    return name === undefined ? node : at(schema.$defs[name] as Node);
  };
  const variants = (name: string): readonly Node[] => {
    const node = at(schema.$defs[name] as Node);
    return (node.oneOf ?? [node]).map(at);
  };
  const below = (node: Node, path: string): readonly string[] => {
    const here = at(node);
    const named = Object.entries(here.properties ?? {}).flatMap(([name, one]) =>
      whole(one, `${path}.${name}`),
    );
    const additional = typeof here.additionalProperties === 'object' ? [here.additionalProperties] : [];
    const others = [
      ...Object.values(here.patternProperties ?? {}),
      ...additional,
      ...(here.items ? [here.items] : []),
    ];
    return [
      ...named,
      ...others.flatMap((one) => whole(one, `${path}.*`)),
      ...(here.oneOf ?? []).flatMap((one) => below(one, path)),
    ];
  };
  const whole = (node: Node, path: string): readonly string[] => {
    const found = below(node, path);
    // A record that must be there has no field of its own: what differs are its members.
    return isRecord(at(node)) ? found : [path, ...found];
  };
  const events = variants('event').flatMap((event) => {
    const { event: kind, exit } = event.properties ?? {};
    const name = String(exit?.const ?? kind?.const);
    const fields = Object.entries(event.properties ?? {}).filter(
      ([field]) => field !== 'event' && field !== 'exit',
    );
    return [`events.${name}`, ...fields.flatMap(([field, node]) => whole(node, `events.${name}.${field}`))];
  });
  const outcomes = variants('outcome').flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([field, node]) => (field === 'events' ? [] : whole(node, field))),
  );
  const state = variants('inspection').flatMap((inspection) => below(inspection, 'state'));
  return [...new Set([...outcomes, 'events', ...events, ...state])];
}

function isRecord({ properties, oneOf, items }: Node): boolean {
  return properties !== undefined && oneOf === undefined && items === undefined;
}
