/**
 * Between memory and JSON. In memory a 64-bit value is a `bigint`; in JSON it is a string `0x…`.
 * Nothing else in the protocol looks like such a string, so the mapping needs no schema.
 */
import { hex } from './u64';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const VALUE = /^0x[0-9a-f]{1,16}$/;

/** A copy of `value` with each bigint as its hexadecimal string and without `undefined` members. */
export function toWire(value: unknown): Json {
  if (typeof value === 'bigint') return hex(value);
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value === 'object' && value !== null) {
    const copy: Record<string, Json> = {};
    for (const [key, member] of Object.entries(value)) if (member !== undefined) copy[key] = toWire(member);
    return copy;
  }
  return value as Json;
}

/** The inverse of {@link toWire}: a copy with each hexadecimal string as a bigint. */
export function fromWire(value: unknown): unknown {
  if (typeof value === 'string') return VALUE.test(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(fromWire);
  if (typeof value === 'object' && value !== null) {
    const copy: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) copy[key] = fromWire(member);
    return copy;
  }
  return value;
}
