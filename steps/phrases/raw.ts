/**
 * Phrases for reproducers, where a machine's own have no words: members with their values as JSON. The suite's features
 * do not use them.
 */
import { differences, show } from '../../model/core/compare';
import { fromWire, toWire } from '../../model/core/wire';
import type { AnyOp } from '../../model/core/machine';
import type { MachineTypes } from '../lab';
import { Cells } from './cells';
import type { About, Act, Claim, Given } from './phrase';

type Members = Readonly<Record<string, unknown>>;

interface Configured {
  readonly config: object;
}

/** As a cell holds it: JSON, or the text itself where that is no JSON. */
function cellOf(value: unknown): string {
  const wire = toWire(value);
  return typeof wire === 'string' && !isJson(wire) ? wire : JSON.stringify(wire);
}

function valueOf(cell: string): unknown {
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
    return { check: ({ outcome }) => expectMembers(wanted, outcome as unknown as Members) };
  },
  say: ({ field: [name = 'outcome'], outcome }) =>
    name === 'state' ? null : [rowsOf({ [name]: (outcome as unknown as Members)[name] ?? [] })],
};

export const SHOWS: Claim<MachineTypes, object, readonly [Cells]> = {
  kind: 'claim',
  text: 'the state has:',
  claim: (_setup, cells) => {
    const wanted = membersOf(cells);
    return { paths: Object.keys(wanted), check: ({ state }) => expectMembers(wanted, state as Members) };
  },
  say: ({ field: [name, member = ''], state }: About<MachineTypes>) =>
    name === 'state' ? [rowsOf({ [member]: (state as Members)[member] })] : null,
};

export const RAW = [CONFIGURED, PERFORMED, GIVES, SHOWS] as const;

/** An absent list is an empty one. */
function expectMembers(wanted: Members, got: Members): void {
  for (const [name, value] of Object.entries(wanted)) {
    const found = got[name] ?? (Array.isArray(value) ? [] : undefined);
    if (differences({ [name]: value }, { [name]: found }, true).length > 0)
      throw new Error(`${name}: expected ${show(value)}, got ${show(found)}`);
  }
}
