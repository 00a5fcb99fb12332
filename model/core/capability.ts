/** Which capabilities an operation asks for: read from what the machine's schema says of operations and parameters. */
import { once } from './once';
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
  let found: string[] | null = null;
  for (const ask of asksOf(operations, op.op)) {
    const one = askedBy(ask, op);
    if (one === undefined || found?.includes(one)) continue;
    found ??= [];
    found.push(one);
  }
  return found ?? NONE;
}

/** What a use of an operation, or of one of its parameters, asks for. */
export interface Ask {
  /** The way to the parameter; empty for the operation itself. */
  readonly path: readonly string[];
  readonly need: OperationNeeds[string];
}

const NO_ASKS: readonly Ask[] = [];

/** What an operation of a name may ask for. */
export function asksOf(operations: Operations, name: string): readonly Ask[] {
  const needs = operations[name];
  return needs === undefined ? NO_ASKS : asksIn(needs);
}

/** Asked at each operation of each run. */
const asksIn = once((needs: OperationNeeds): readonly Ask[] =>
  Object.entries(needs).map(([path, need]) => ({ path: path === '' ? [] : path.split('.'), need })),
);

/** All that may come of it, whatever is given. */
export function capabilitiesIn({ need }: Ask): readonly string[] {
  return typeof need === 'string' ? [need] : Object.values(need);
}

/** What it asks for in an operation. */
export function askedBy({ path, need }: Ask, op: AnyOp): string | undefined {
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
