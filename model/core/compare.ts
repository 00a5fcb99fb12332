/** Comparing outcomes: which fields differ, and how a difference reads. */
import { bitList, differingBits, hex } from './u64';

export interface Difference {
  /** As in `events.0.status`. */
  readonly path: string;
  /** The same as the table of owners spells it: `events.SYNDBG.status`, `state.hcr`; `path` unless given. */
  readonly field?: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/**
 * The fields in which `actual` is not `expected`. An absent `events` counts as an empty list.
 * With `partial` only what `expected` mentions is compared (an array still has to have its length).
 */
export function differences(
  expected: unknown,
  actual: unknown,
  partial = false,
  path = '',
): readonly Difference[] {
  const found: Difference[] = [];
  collect(found, partial, { expected, actual, path });
  return found;
}

/** Adds to one list: most values are equal, and a list for each of them would cost more than the comparison. */
function collect(found: Difference[], partial: boolean, { expected, actual, path }: Difference): void {
  if (Object.is(expected, actual)) return;
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    for (let i = 0; i < expected.length; i += 1)
      collect(found, partial, { expected: expected[i], actual: actual[i], path: join(path, String(i)) });
  } else if (isRecord(expected) && isRecord(actual)) {
    for (const key of keysOf(expected, actual, partial))
      collect(found, partial, {
        expected: member(expected, key),
        actual: member(actual, key),
        path: join(path, key),
      });
  } else found.push({ path, expected, actual });
}

/** Those of `expected`, then those that `actual` alone has. */
function keysOf(expected: object, actual: object, partial: boolean): readonly string[] {
  const keys = Object.keys(expected);
  if (partial) return keys;
  const more = Object.keys(actual).filter((key) => !Object.hasOwn(expected, key));
  return more.length === 0 ? keys : [...keys, ...more];
}

const NOTHING: readonly unknown[] = [];

function member(record: Readonly<Record<string, unknown>>, key: string): unknown {
  const value = record[key];
  return value === undefined && key === 'events'
    ? NOTHING
    : Array.isArray(value) && value.length === 0
      ? NOTHING
      : value;
}

/** Whether a value has members by name. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A path with one more name at its end. */
export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** One line: `control: expected 0x5, got 0x4 (bit 0 differs)`. */
export function describeDifference({ path, expected, actual }: Difference): string {
  const numbers =
    typeof expected === 'bigint' && typeof actual === 'bigint' ? differingBits(expected, actual) : [];
  const bits =
    numbers.length === 0 ? '' : ` (${bitList(numbers)} ${numbers.length === 1 ? 'differs' : 'differ'})`;
  return `${path || 'value'}: expected ${show(expected)}, got ${show(actual)}${bits}`;
}

/** A value as text: hexadecimal for bigints, JSON otherwise, `nothing` for an absent one. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'bigint'
    ? hex(value)
    : JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? hex(v) : v));
}
