/** The leaves that a vCPU has, and those that KVM offers. */
import type { Context } from './context';
import { setRegisters, setVcpu, vcpuOf, vmOf } from './context';
import { leafOf, LEAF_FEATURES, LEAF_RECOMMENDATIONS, postedLeaves, supportedLeaves } from './cpuid';
import type { Vm } from './state';
import { NO_REGISTERS } from './state';
import type { GetCpuid, GetSupportedHvCpuid, Leaf, Outcome, SetCpuid } from './types';

export function setCpuid(c: Context, op: SetCpuid): Outcome {
  const vcpu = vcpuOf(c, op);
  if (!c.rules.setCpuidAllowed(vcpu, op.leaves))
    return { outcome: 'error', error: 'EINVAL', events: c.events };
  const leaves = c.rules.keptLeaves(op.leaves);
  if (c.rules.setCpuidClears) setRegisters(c, op, NO_REGISTERS);
  setVcpu(c, op, { leaves, features: c.rules.features(leaves) });
  return { outcome: 'ok', events: c.events };
}

export function getCpuid(c: Context, op: GetCpuid): Outcome {
  const leaf = leafOf(vcpuOf(c, op).leaves, op.function);
  return { outcome: 'ok', leaf: leaf && c.rules.shownLeaf(leaf), events: c.events };
}

export function getSupportedHvCpuid(c: Context, op: GetSupportedHvCpuid): Outcome {
  const vm = vmOf(c, op.vm);
  if (op.fd === 'vcpu') vcpuOf(c, op);
  if (op.fd === 'vm' && !c.rules.hvCpuidOnVm) return { outcome: 'error', error: 'ENOTTY', events: c.events };
  const leaves = c.rules.supported(offered(c, op, vm), vm);
  if (op.nent < leaves.length - c.rules.e2bigBelow) {
    const nent = c.rules.e2bigKeepsNent ? op.nent : leaves.length;
    return { outcome: 'error', error: 'E2BIG', nent, events: c.events };
  }
  const listed = leaves.slice(0, op.nent);
  return { outcome: 'ok', nent: listed.length, leaves: [...listed], events: c.events };
}

function offered(c: Context, op: GetSupportedHvCpuid, vm: Vm): readonly Leaf[] {
  if (c.rules.profile === 'v6') return postedLeaves(true);
  if (c.rules.profile === 'review') return postedLeaves(vm.capEnabledOn.length > 0);
  const leaves = supportedLeaves();
  const bare = op.fd === 'vcpu' && !c.state.config.irqchip;
  if (bare && c.rules.irqchipHidesDebugBits) return leaves.map(withoutDebugBits);
  return bare && c.rules.irqchipHidesBits ? leaves.map(withoutIrqchip) : leaves;
}

/** Without an in-kernel irqchip a vCPU's list lacks direct synthetic timers and the hint to send IPIs by hypercall. */
function withoutIrqchip(leaf: Leaf): Leaf {
  if (leaf.function === LEAF_FEATURES) return { ...leaf, edx: leaf.edx & ~(1n << 19n) };
  if (leaf.function === LEAF_RECOMMENDATIONS) return { ...leaf, eax: leaf.eax & ~(1n << 10n) };
  return leaf;
}

function withoutDebugBits(leaf: Leaf): Leaf {
  return leaf.function === LEAF_FEATURES
    ? { ...withoutIrqchip(leaf), ebx: leaf.ebx & ~(1n << 11n) }
    : withoutIrqchip(leaf);
}

export function getSupportedCpuid(c: Context): Outcome {
  return { outcome: 'ok', functions: [...c.rules.supportedCpuidFunctions], events: c.events };
}
