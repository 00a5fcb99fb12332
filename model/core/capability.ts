/** Which capabilities an operation asks for: read from what the machine's schema says of operations and parameters. */
import type { AnyOp } from './machine';

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
  const found = entriesOf(needs).flatMap(([path, need]) => {
    if (path === '') return typeof need === 'string' ? [need] : [];
    const value = memberAt(op, path);
    const given = value !== undefined && value !== null && value !== false;
    if (typeof need === 'string') return given ? [need] : [];
    const text = textOf(value);
    const begun = Object.keys(need).find((key) => key.endsWith('*') && text.startsWith(key.slice(0, -1)));
    const one = need[text] ?? (begun === undefined || !given ? undefined : need[begun]);
    return one === undefined ? [] : [one];
  });
  return found.length > 1 ? [...new Set(found)] : found;
}

/** What an operation is of, for documents and tables: `core`, or whether it asks for the capability. */
export function belongsTo(operations: Operations, op: AnyOp, capability: string): boolean {
  const asked = capabilitiesOf(operations, op);
  return capability === CORE ? asked.length === 0 : asked.includes(capability);
}

/** The name of what every subject has. */
export const CORE = 'core';

type Entry = readonly [string, OperationNeeds[string]];

const entries = new WeakMap<OperationNeeds, readonly Entry[]>();

/** Asked at each operation of each run, so kept. */
function entriesOf(needs: OperationNeeds): readonly Entry[] {
  const known = entries.get(needs) ?? Object.entries(needs);
  entries.set(needs, known);
  return known;
}

function textOf(value: unknown): string {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : String(value);
}

function memberAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined,
      value,
    );
}
