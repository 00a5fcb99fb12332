/** Pinned control registers (5/9): which bits a VM has pinned, and which writes it refuses for that. */
import { Misuse } from '../core/machine';
import type { Context } from './context';
import { setVm } from './context';
import { exit } from './exits';
import type { HostError } from './hypercall-checks';
import { withRegister } from './state';
import type { Outcome, WriteCr } from './types';

/** CR0.WP, the one bit that the guest pins there. */
export const CR0_WP = 0x10000n;
/** SMEP, SMAP, UMIP, FSGSBASE and CET: what may be pinned in CR4. */
export const CR4_PINNABLE = 0xb10800n;
export const CR4_FRED = 1n << 32n;

/** The flag that asks the hypercall for its version, and what it answers. */
export const VERSION_FLAG = 1n;
export const VERSION = 1n;

/** The arguments of the hypercall of control registers, cut to the caller's mode. */
export interface PinRequest {
  readonly register: bigint;
  readonly mask: bigint;
  /** The third argument, where that means something. */
  readonly flags: bigint;
}

/** The hypercall of control registers: pins the bits of a mask in CR0 or CR4, or tells its version. */
export function lockCr(c: Context, { register, mask, flags }: PinRequest): HostError | bigint {
  const { host } = c.state.config;
  if (c.rules.pinFlags && flags !== 0n)
    return flags === VERSION_FLAG && register === 0n && mask === 0n ? VERSION : 'EINVAL';
  if (register !== 0n && register !== 4n) return 'EINVAL';
  const cr = register === 0n ? 0 : 4;
  if (mask === 0n || !pinnable(c, cr, mask)) return 'EINVAL';
  const { cr0, cr4 } = c.state.vm.pins;
  const bits = cr === 0 ? mask : mask & host.cr4;
  setVm(c, { pins: cr === 0 ? { cr0: cr0 | bits, cr4 } : { cr0, cr4: cr4 | bits } });
  exit(c, 'configure', cr === 0 ? 'cr0' : 'cr4', bits);
  return 0n;
}

/** In CR0 what holds WP and no bit that the host lacks, in CR4 the bits of a list. */
function pinnable({ rules, state }: Context, cr: 0 | 4, mask: bigint): boolean {
  return cr === 0
    ? (mask & CR0_WP) !== 0n && (mask & ~state.config.host.cr0) === 0n
    : (mask & ~rules.pinnableCr4) === 0n;
}

/** @throws Misuse where there is no such vCPU */
export function writeCr(c: Context, op: WriteCr): Outcome {
  const index = op.vcpu ?? 0;
  const vcpu = c.state.vcpus[index];
  if (!vcpu)
    throw new Misuse(`there is no vCPU ${index}: the machine was reset with ${c.state.vcpus.length}`);
  const name = op.cr === 0 ? 'cr0' : op.cr === 4 ? 'cr4' : null;
  const pins = name === null || c.rules.uncheckedPaths.includes(op.path) ? 0n : c.state.vm.pins[name];
  if (name === null || (op.value & pins) === pins) {
    if (name !== null) c.state = withRegister(c.state, index, name, op.value);
    return { outcome: 'ok', value: op.value };
  }
  logBlocked(c, name, op.value);
  exit(c, 'denial', name, op.value);
  if (c.rules.refusedCrFaults) return { outcome: 'fault', fault: '#GP', events: c.events };
  const value = vcpu[name];
  if (op.path === 'emulator') return { outcome: 'error', error: 'EPERM', value, events: c.events };
  return { outcome: 'ok', value, events: c.events };
}

function logBlocked(c: Context, name: string, value: bigint): void {
  const text = `${c.rules.blockedPrefix}: Blocked ${name.toUpperCase()} update: 0x${value.toString(16)}`;
  c.events.push({ event: 'log', level: 'warning', text });
}
