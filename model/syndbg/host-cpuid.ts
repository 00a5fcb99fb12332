/** The leaves that a vCPU has, and those that KVM offers. */
import type { Context } from './context';
import { setVcpu, vcpuOf, vmOf } from './context';
import { featuresOf, leafOf } from './cpuid';
import type { Entry, GetCpuid, GetSupportedHvCpuid, Leaf, Outcome, SetCpuid } from './types';

export function setCpuid(c: Context, op: SetCpuid): Outcome {
  const { leaves } = op;
  if (!c.rules.takesLeaves(vcpuOf(c, op), leaves)) return { outcome: 'error', error: 'EINVAL' };
  setVcpu(c, op, { leaves, features: featuresOf(leaves) });
  return { outcome: 'ok' };
}

export function getCpuid(c: Context, op: GetCpuid): Outcome {
  const leaf = leafOf(vcpuOf(c, op).leaves, op.function);
  return { outcome: 'ok', leaf };
}

export function getSupportedHvCpuid(c: Context, op: GetSupportedHvCpuid): Outcome {
  const vm = vmOf(c, op.vm);
  if (op.fd === 'vcpu') vcpuOf(c, op);
  if (op.fd === 'vm') return { outcome: 'error', error: 'ENOTTY' };
  if (!c.rules.emulates) return { outcome: 'error', error: 'EINVAL' };
  const leaves = c.rules.offered(vm, op.fd === 'vcpu' && !c.state.config.irqchip);
  if (op.nent < leaves.length) return { outcome: 'error', error: 'E2BIG', nent: op.nent };
  const entries = op.whole === true ? leaves.map(wholeEntry) : [...leaves];
  return { outcome: 'ok', nent: leaves.length, leaves: entries };
}

/** An entry of a leaf without sub-leaves. */
function wholeEntry(leaf: Leaf): Entry {
  return { ...leaf, index: 0n, flags: 0n, padding: [0n, 0n, 0n] };
}

/** KVM_GET_SUPPORTED_CPUID lists KVM's own two leaves, none of Hyper-V's. */
export function getSupportedCpuid(): Outcome {
  return { outcome: 'ok', functions: [0x40000000n, 0x40000001n] };
}
