/** How the lines of the table are written down. */
import type { Look, OwnerLine } from '../../core/owners';
import type { State } from '../state';
import type { Op, Outcome } from '../types';

export type Seen = Look<State, Op, Outcome>;
export type Past = readonly Seen[];
export type Line = OwnerLine<Seen>;
export type Condition = (look: Seen, past: Past) => boolean;

/** A line of the table; `shows` is the part of the state that the fields show. */
export function owned(
  id: string,
  fields: readonly string[],
  when?: Condition,
  shows?: (look: Seen) => string | null,
): Line {
  return { id, fields, ...(when ? { when } : {}), ...(shows ? { shows } : {}) };
}

export function all(...conditions: readonly Condition[]): Condition {
  return (look, past) => conditions.every((condition) => condition(look, past));
}

export function not(condition: Condition): Condition {
  return (look, past) => !condition(look, past);
}

/** The names that lines give to what an access shows. */
export const RESULT = ['outcome', 'fault'] as const;
export const READ = ['value', 'rax', 'rdx'] as const;
export const EXIT = ['events', 'events.SYNDBG'] as const;
/** That nothing else happens, whatever it be. */
export const QUIET = ['events', 'events.*'] as const;
export const MSR_EXIT = ['events', 'events.RDMSR', 'events.WRMSR'] as const;
/** A leaf, as the host and as the guest reads it, and the debugger's bits of leaf 0x40000003. */
export const LEAF_WORDS = ['leaf', 'leaf.*', 'eax', 'ebx', 'ecx', 'edx'] as const;
export const LEAF_BITS = ['leaf.ebx & 0x800', 'leaf.edx & 0x802', 'ebx & 0x800', 'edx & 0x802'] as const;
export const REGISTERS = ['state.vms.*.registers.*'] as const;
