/** Which capabilities an operation asks for: read from what the machine's schema says of operations and parameters. */
import type { AnyOp } from './operation';

/**
 * Of one operation: under `''` the capability that the operation itself belongs to, under the path of a
 * parameter (`path`, `run.immediate_exit`) that of its use: one for whatever value is given, or one for each
 * value (`heki_test=*` for all that begin so), with `*` for all others. What is absent, null or false uses
 * nothing unless it is named.
 */
export type OperationNeeds = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** By the operation's name; `reset` stands for the configuration. An operation without an entry is core. */
export type Operations = Readonly<Record<string, OperationNeeds>>;

const NONE: readonly string[] = [];

/** The capabilities that an operation asks for, none for a core one. */
export function capabilitiesOf(operations: Operations, op: AnyOp): readonly string[] {
  const needs = operations[op.op];
  if (needs === undefined) return NONE;
  let found: string[] | null = null;
  for (const entry of entriesOf(needs)) {
    const one = asked(entry, op);
    if (one === undefined || found?.includes(one)) continue;
    found ??= [];
    found.push(one);
  }
  return found ?? NONE;
}

interface Entry {
  /** The way to the parameter; empty for the operation itself. */
  readonly path: readonly string[];
  readonly need: OperationNeeds[string];
}

const entries = new WeakMap<OperationNeeds, readonly Entry[]>();

/** Asked at each operation of each run, so kept. */
function entriesOf(needs: OperationNeeds): readonly Entry[] {
  const known = entries.get(needs);
  if (known) return known;
  const made = Object.entries(needs).map(([path, need]) => ({
    path: path === '' ? [] : path.split('.'),
    need,
  }));
  entries.set(needs, made);
  return made;
}

function asked({ path, need }: Entry, op: AnyOp): string | undefined {
  const value = memberAt(op, path);
  const given = value !== undefined && value !== null && value !== false;
  if (typeof need === 'string') return given ? need : undefined;
  const text = textOf(value);
  const begun = given
    ? Object.keys(need).find((key) => key.endsWith('*') && text.startsWith(key.slice(0, -1)))
    : undefined;
  return need[text] ?? (begun === undefined ? undefined : need[begun]);
}

/** What an operation is of, for documents and tables: `core`, or whether it asks for the capability. */
export function belongsTo(operations: Operations, op: AnyOp, capability: string): boolean {
  const asked = capabilitiesOf(operations, op);
  return capability === CORE ? asked.length === 0 : asked.includes(capability);
}

/** The name of what every subject has. */
export const CORE = 'core';

function textOf(value: unknown): string {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : String(value);
}

function memberAt(op: AnyOp, path: readonly string[]): unknown {
  let at: unknown = op;
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}
