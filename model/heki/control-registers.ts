/** Pinned control registers (5/9): which bits a VM has pinned, and which writes it refuses for that. */
import { Misuse } from '../core/machine';
import type { Context } from './context';
import { logHost, setVm } from './context';
import type { HostError } from './hypercall-checks';
import { withRegister } from './state';
import type { Outcome, WriteCr } from './types';

/** CR0.WP, the one bit that the guest pins there. */
export const CR0_WP = 0x10000n;
/** SMEP, SMAP, UMIP, FSGSBASE and CET: what may be pinned in CR4. */
export const CR4_PINNABLE = 0xb10800n;

/** The hypercall of control registers: pins the bits of a mask in CR0 or CR4. */
export function lockCr(c: Context, register: bigint, mask: bigint): HostError | null {
  const { host } = c.state.config;
  if (register !== 0n && register !== 4n) return 'EINVAL';
  const cr = register === 0n ? 0 : 4;
  if (mask === 0n || !pinnable(cr, mask, host.cr0)) return 'EINVAL';
  const { cr0, cr4 } = c.state.vm.pins;
  setVm(c, { pins: cr === 0 ? { cr0: cr0 | mask, cr4 } : { cr0, cr4: cr4 | (mask & host.cr4) } });
  return null;
}

/** In CR0 what holds WP and no bit that the host lacks, in CR4 five bits. */
function pinnable(cr: 0 | 4, mask: bigint, hostCr0: bigint): boolean {
  return cr === 0 ? (mask & CR0_WP) !== 0n && (mask & ~hostCr0) === 0n : (mask & ~CR4_PINNABLE) === 0n;
}

/** @throws Misuse where there is no such vCPU */
export function writeCr(c: Context, op: WriteCr): Outcome {
  const index = op.vcpu ?? 0;
  const vcpu = c.state.vcpus[index];
  if (!vcpu)
    throw new Misuse(`there is no vCPU ${index}: the machine was reset with ${c.state.vcpus.length}`);
  const name = op.cr === 0 ? 'cr0' : op.cr === 4 ? 'cr4' : null;
  const pins = name === null ? 0n : c.state.vm.pins[name];
  if (name === null || (op.value & pins) === pins) {
    if (name !== null) c.state = withRegister(c.state, index, name, op.value);
    return { outcome: 'ok', value: op.value, events: c.events };
  }
  logHost(c, `Blocked ${name.toUpperCase()} update: 0x${op.value.toString(16)}`);
  if (c.rules.refusedCrFaults) return { outcome: 'fault', fault: '#GP', events: c.events };
  const value = vcpu[name];
  if (op.path === 'emulator') return { outcome: 'error', error: 'EPERM', value, events: c.events };
  return { outcome: 'ok', value, events: c.events };
}
