/** The plan of a skeleton: a machine's schema and one of its profiles, read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OperationNeeds } from '../../model/core/capability';
import { CORE } from '../../model/core/capability';
import type { Machine, Profile } from '../../model/core/machine';
import { LAYOUT } from '../../reports/layout';
import { nearest } from '../../subjects/text';
import { SCHEMAS } from '../../subjects/validate';
import { constantsOf, membersOf, resolved } from './node';
import type { Node, Operation, Plan, Shape } from './shape';
import { snake } from './shape';

type Definitions = Readonly<Record<string, unknown>>;

function definitions(schema: string): Definitions {
  const text = readFileSync(join(SCHEMAS, `${schema}.schema.json`), 'utf8');
  return (JSON.parse(text) as { readonly $defs: Definitions }).$defs;
}

/** The profile of that name; without one `upstream`, or the last where there is none. @throws RangeError */
export function profileNamed({ name, profiles }: Machine, wanted: string | undefined): Profile {
  const found =
    wanted === undefined
      ? (profiles.find((profile) => profile.name === 'upstream') ?? profiles.at(-1))
      : profiles.find((profile) => profile.name === wanted);
  if (found) return found;
  const names = profiles.map((profile) => profile.name);
  const meant = nearest(wanted ?? '', names);
  const hint = meant === null ? '' : ` (perhaps "${meant}"?)`;
  throw new RangeError(`${name} has no profile "${wanted ?? ''}"${hint}: it has ${names.join(', ')}`);
}

function shapeNamed(name: string, node: Node): Shape {
  const members = membersOf(node).filter((member) => member.name !== 'events');
  return { name, about: node.description ?? '', constants: constantsOf(node), members };
}

/** What a choice of several shapes consists of. */
function branches(node: Node): readonly Node[] {
  return node.oneOf ? node.oneOf.flatMap(branches) : [node];
}

function titled(node: Node): Shape {
  return shapeNamed(snake(node.title ?? node.definition ?? 'thing'), node);
}

export function planOf(machine: Machine, profile: Profile): Plan {
  const own = definitions(machine.name);
  const common = definitions('common');
  const read = (name: string): Node => resolved(own[name], own, common);
  const needs: Readonly<Record<string, OperationNeeds>> = machine.operations;
  const operation = (name: string, definition: string): Operation => ({
    ...shapeNamed(name, read(definition)),
    needs: needs[name] ?? {},
  });
  const outcomes = branches(read('outcome')).map((node) => {
    const shape = shapeNamed(snake(node.title ?? ''), node);
    // The errno is an argument of its own, as the vector of a fault is.
    return { ...shape, members: shape.members.filter(({ name }) => name !== 'error' && name !== 'fault') };
  });
  return {
    machine: machine.name,
    profile: profile.name,
    about: profile.about,
    version: LAYOUT.version,
    capabilities: profile.capabilities,
    choices: profile.choices,
    config: operation('reset', 'config'),
    // Of what the profile has not there is nothing to write.
    operations: machine.operationNames
      .map((name) => operation(name, name))
      .filter((op) => [CORE, ...profile.capabilities].includes(homeOf(op))),
    events: branches(read('event')).map(titled),
    outcomes,
    inspection: read('inspection'),
  };
}

/** The capability that an operation as a whole belongs to; `core` where it belongs to none. */
export function homeOf({ needs }: Operation): string {
  const whole = needs[''];
  return typeof whole === 'string' ? whole : CORE;
}
