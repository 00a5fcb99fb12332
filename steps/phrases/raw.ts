/**
 * Phrases for reproducers, where a machine's own have no words: members with their values as JSON, and what is in them by
 * its path, as in `spaces.1.maps`; an element of a list is named by its place, or by the value of one of its members. The
 * suite's features do not use them.
 */
import { differences, isRecord, show } from '../../model/core/compare';
import { fromWire, toWire } from '../../model/core/wire';
import type { AnyOp } from '../../model/core/machine';
import type { MachineTypes } from '../lab';
import { Cells } from './cells';
import type { Act, Claim, Given } from './phrase';

type Members = Readonly<Record<string, unknown>>;

interface Configured {
  readonly config: object;
}

/** What a cell says of what is not there. */
const ABSENT = 'absent';

/** As a cell holds it: JSON, or the text itself where that is no JSON. */
function cellOf(value: unknown): string {
  if (value === undefined) return ABSENT;
  const wire = toWire(value);
  return typeof wire === 'string' && !isJson(wire) && wire !== ABSENT ? wire : JSON.stringify(wire);
}

function valueOf(cell: string): unknown {
  if (cell === ABSENT) return undefined;
  return fromWire(isJson(cell) ? JSON.parse(cell) : cell);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function rowsOf(members: object): Cells {
  return new Cells(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, cellOf(value)]])),
  );
}

function membersOf(cells: Cells): Members {
  return Object.fromEntries(Object.entries(cells.rowsHash()).map(([name, cell]) => [name, valueOf(cell)]));
}

export const CONFIGURED: Given<Configured, readonly [Cells]> = {
  kind: 'given',
  text: 'the machine is configured with:',
  set: (_setup, cells) => ({ config: membersOf(cells) }),
  say: ({ config }) => [rowsOf(config)],
};

export const PERFORMED: Act<MachineTypes, object, readonly [Cells]> = {
  kind: 'act',
  text: 'this operation is performed:',
  ops: (_setup, cells) => membersOf(cells) as unknown as AnyOp,
  say: ([op]) => (op ? [rowsOf(op)] : null),
};

export const GIVES: Claim<MachineTypes, object, readonly [Cells]> = {
  kind: 'claim',
  text: 'the outcome has:',
  claim: (_setup, cells) => {
    const wanted = membersOf(cells);
    return { check: ({ outcome }) => expectMembers(wanted, outcome) };
  },
  say: ({ path: [name = 'outcome', ...rest], outcome }) => {
    if (name === 'state') return null;
    // Which events there are, and in which order, is of the whole list.
    const whole = rest.length === 1 && name === 'events';
    return [rowOf(outcome, whole ? [name] : [name, ...rest])];
  },
};

export const SHOWS: Claim<MachineTypes, object, readonly [Cells]> = {
  kind: 'claim',
  text: 'the state has:',
  claim: (_setup, cells) => {
    const wanted = membersOf(cells);
    return { paths: Object.keys(wanted), check: ({ state }) => expectMembers(wanted, state) };
  },
  say: ({ field: [root], path, state }) => (root === 'state' ? [rowOf(state, path)] : null),
};

export const RAW = [CONFIGURED, PERFORMED, GIVES, SHOWS] as const;

/** The value at a path, as far as there is one on the way. */
function rowOf(from: object, path: readonly string[]): Cells {
  const end = path.findIndex((_name, i) => at(from, path.slice(0, i)) === undefined);
  const way = path.slice(0, end < 0 ? undefined : end);
  return new Cells([[way.join('.'), cellOf(at(from, way))]]);
}

function at(from: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return value[Number(name)] ?? value.find((one) => isKeyedBy(one, name));
    return isRecord(value) ? value[name] : undefined;
  }, from);
}

function isKeyedBy(element: unknown, name: string): boolean {
  return isRecord(element) && Object.values(element).some((value) => cellOf(value) === name);
}

/** An absent list is an empty one. */
function expectMembers(wanted: Members, got: object): void {
  for (const [path, value] of Object.entries(wanted)) {
    const found = at(got, path.split('.'));
    if (differences({ [path]: value }, { [path]: found }).length > 0)
      throw new Error(`${path}: expected ${show(value)}, got ${show(found)}`);
  }
}
