/** Pinned control registers (5/9): which bits a VM has pinned, and which writes it refuses for that. */
import { Misuse } from '../core/machine';
import type { Context } from './context';
import { logHost, setVm } from './context';
import type { HostError } from './hypercall';
import type { Pins } from './state';
import { withRegister } from './state';
import type { Outcome, WriteCr } from './types';

/** Hypercall 14: pins the bits of a mask in CR0 or CR4. */
export function lockCr(c: Context, register: bigint, mask: bigint): HostError | null {
  const { rules } = c;
  const { host } = c.state.config;
  if (register !== 0n && register !== 4n) return 'EINVAL';
  const cr = register === 0n ? 0 : 4;
  if (rules.crMaskRefused(cr, mask, host)) return 'EINVAL';
  const bits = rules.pinnedBits(cr, mask, host);
  const pins = c.state.vm.pins.map((old) => joined(old, cr, (now) => rules.joined(now, bits)));
  setVm(c, { pins });
  return null;
}

function joined(old: Pins, cr: 0 | 4, join: (now: bigint) => bigint): Pins {
  return cr === 0 ? { cr0: join(old.cr0), cr4: old.cr4 } : { cr0: old.cr0, cr4: join(old.cr4) };
}

/** @throws Misuse where there is no such vCPU */
export function writeCr(c: Context, op: WriteCr): Outcome {
  const { rules } = c;
  const index = op.vcpu ?? 0;
  const vcpu = c.state.vcpus[index];
  if (!vcpu)
    throw new Misuse(`there is no vCPU ${index}: the machine was reset with ${c.state.vcpus.length}`);
  const known = op.cr === 0 || op.cr === 4;
  const pins = c.state.vm.pins[rules.pinsOfVcpu(index)] as Pins;
  if (!rules.crRefused(op.cr, op.value, op.cr === 0 ? pins.cr0 : op.cr === 4 ? pins.cr4 : 0n)) {
    if (known) c.state = withRegister(c.state, index, op.cr === 0 ? 'cr0' : 'cr4', op.value);
    return { outcome: 'ok', value: op.value, events: c.events };
  }
  const name = op.cr === 0 ? 'cr0' : 'cr4';
  logHost(c, rules.blockedText(op.cr === 0 ? 0 : 4, op.value));
  if (!rules.refusedCrKept) c.state = withRegister(c.state, index, name, op.value);
  if (rules.refusedCrFaults) return { outcome: 'fault', fault: '#GP', events: c.events };
  const value = rules.refusedCrKept ? vcpu[name] : op.value;
  if (op.path === 'emulator') return { outcome: 'error', error: 'EPERM', value, events: c.events };
  return { outcome: 'ok', value, events: c.events };
}
