/** The state of the machine: the guest's kernel on one side, what the host holds for the VM on the other. */
import type { Config, PaRange, Plug } from './types';

/** A slot of a host table. GFNs of accepted ranges are below 2^52, so a number holds them exactly, and compares fast. */
export interface GfnSlot {
  readonly start: number;
  readonly end: number;
}

/** One of the two tables of 16 slots. */
export interface Pool {
  /** 17 when fresh, lowered by each range that takes a slot: slot `left - 2` is the next. */
  readonly left: number;
  /** By slot number; null where the slot was never used. */
  readonly slots: readonly (GfnSlot | null)[];
}

export interface Vm {
  readonly write: Pool;
  readonly exec: Pool;
  readonly execLocked: boolean;
  /** Mapped GFNs whose leaf entry has lost kernel execution. */
  readonly stripped: readonly bigint[];
  /** Pinned bits, for all vCPUs. */
  readonly pins: Pins;
  /** The registers for which the host's userspace gets exits, by what they tell. */
  readonly exits: { readonly configure: bigint; readonly denial: bigint };
  /** Whether the host has warned of a missing memslot since it booted. */
  readonly warned: boolean;
  /** What was written just below the table of write slots. */
  readonly stray: GfnSlot | null;
}

export interface Pins {
  readonly cr0: bigint;
  readonly cr4: bigint;
}

export type Backend = { readonly kind: 'kvm' } | ({ readonly kind: 'stub' } & Omit<Plug, 'op' | 'backend'>);

export interface Guest {
  readonly built: boolean;
  readonly enabled: boolean;
  readonly physBase: bigint;
  readonly ranges: readonly PaRange[] | null;
  readonly num: number;
  readonly backend: Backend | null;
  /** Arrays allocated and not released. */
  readonly live: number;
  /** Whether the kernel's read-only data is sealed, and its init code gone. */
  readonly sealed: boolean;
  /** The number from heki_test=. */
  readonly test: bigint;
}

export interface Registers {
  readonly cr0: bigint;
  readonly cr4: bigint;
}

export interface State {
  readonly profile: string;
  readonly config: Config;
  readonly guest: Guest;
  readonly vm: Vm;
  readonly vcpus: readonly Registers[];
}

export const SLOTS = 16;
const EMPTY: Pool = { left: SLOTS + 1, slots: Array.from({ length: SLOTS }, () => null) };

/** CR0 of a running 64-bit Linux guest: PG, AM, WP, NE, ET, MP, PE. */
export const GUEST_CR0 = 0x80050033n;

export const FRESH_VM: Vm = {
  write: EMPTY,
  exec: EMPTY,
  execLocked: false,
  stripped: [],
  pins: { cr0: 0n, cr4: 0n },
  exits: { configure: 0n, denial: 0n },
  warned: false,
  stray: null,
};

export function freshRegisters(config: Config): readonly Registers[] {
  return Array.from({ length: config.vcpus }, () => ({ cr0: GUEST_CR0, cr4: config.guest_cr4 }));
}

export function withVm(state: State, change: Partial<Vm>): State {
  return { ...state, vm: { ...state.vm, ...change } };
}

export function withGuest(state: State, change: Partial<Guest>): State {
  return { ...state, guest: { ...state.guest, ...change } };
}

export function withRegister(state: State, vcpu: number, cr: 'cr0' | 'cr4', value: bigint): State {
  const vcpus = state.vcpus.slice();
  const old = vcpus[vcpu] as Registers;
  vcpus[vcpu] = cr === 'cr0' ? { cr0: value, cr4: old.cr4 } : { cr0: old.cr0, cr4: value };
  return { ...state, vcpus };
}
