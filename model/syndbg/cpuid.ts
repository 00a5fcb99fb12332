/** Hyper-V CPUID leaves: what the guest's leaves switch on, and which leaves KVM offers. */
import { bitSet } from '../core/u64';
import type { Leaf } from './types';

export const LEAF_VENDOR = 0x40000000n;
export const LEAF_INTERFACE = 0x40000001n;
export const LEAF_FEATURES = 0x40000003n;
export const LEAF_RECOMMENDATIONS = 0x40000004n;
export const LEAF_LIMITS = 0x40000005n;
export const LEAF_NESTED = 0x4000000an;
export const LEAF_SYNDBG_VENDOR = 0x40000080n;
export const LEAF_SYNDBG_INTERFACE = 0x40000081n;
export const LEAF_SYNDBG_CAPABILITIES = 0x40000082n;

/** "Hv#1" */
export const HV1 = 0x31237648n;
/** "VS#1" */
export const VS1 = 0x31235356n;
/** 0x40000082 EAX bit 1. */
export const ALLOW_KERNEL_DEBUGGING = 1;
/** 0x40000003 EBX bit 11. */
export const HV_DEBUGGING = 11;
/** 0x40000003 EDX bit 1. */
export const GUEST_DEBUGGING_AVAILABLE = 1;
/** 0x40000003 EDX bit 11. */
export const DEBUG_MSRS_AVAILABLE = 11;

/** The leaves that the debugger brings. */
export const SYNDBG_LEAVES: readonly bigint[] = [
  LEAF_SYNDBG_VENDOR,
  LEAF_SYNDBG_INTERFACE,
  LEAF_SYNDBG_CAPABILITIES,
];
/** Its bits in leaf 0x40000003. */
export const DEBUGGER_BITS = {
  ebx: 1n << BigInt(HV_DEBUGGING),
  edx: (1n << BigInt(GUEST_DEBUGGING_AVAILABLE)) | (1n << BigInt(DEBUG_MSRS_AVAILABLE)),
} as const;

/** What a vCPU's leaves say about the synthetic debugger. */
export interface Features {
  /** Leaf 0x40000001 announces Hv#1. */
  readonly interface: boolean;
  readonly allowKernelDebugging: boolean;
  readonly hvDebugging: boolean;
  readonly debugMsrs: boolean;
}

export function leafOf(leaves: readonly Leaf[], fn: bigint): Leaf | null {
  return leaves.find((leaf) => leaf.function === fn) ?? null;
}

export function leaf(fn: bigint, eax = 0n, ebx = 0n, ecx = 0n, edx = 0n): Leaf {
  return { function: fn, eax, ebx, ecx, edx };
}

/** The bits that matter (KVM: kvm_hv_is_syndbg_enabled, hv_check_msr_access; an absent leaf counts as zeros). */
export function featuresOf(leaves: readonly Leaf[]): Features {
  const features = leafOf(leaves, LEAF_FEATURES);
  return {
    interface: leafOf(leaves, LEAF_INTERFACE)?.eax === HV1,
    allowKernelDebugging: bitSet(leafOf(leaves, LEAF_SYNDBG_CAPABILITIES)?.eax ?? 0n, ALLOW_KERNEL_DEBUGGING),
    hvDebugging: bitSet(features?.ebx ?? 0n, HV_DEBUGGING),
    debugMsrs: bitSet(features?.edx ?? 0n, DEBUG_MSRS_AVAILABLE),
  };
}

/** "Linux KVM Hv" in EBX, ECX, EDX. */
const SIGNATURE = [0x756e694cn, 0x564b2078n, 0x7648204dn] as const;

/**
 * The leaves of KVM_GET_SUPPORTED_HV_CPUID, with the values of one kernel (6.12) on one host. Most of their bits are
 * other features', or come from the host and the build: how many vCPUs a VM may have, which version of eVMCS the
 * CPU's vendor module offers, whether the host may use SMT.
 */
export function supportedLeaves(): readonly Leaf[] {
  return [
    leaf(LEAF_VENDOR, LEAF_SYNDBG_CAPABILITIES, ...SIGNATURE),
    leaf(LEAF_INTERFACE, HV1),
    leaf(0x40000002n, 0x3839n, 0xa0000n),
    leaf(LEAF_FEATURES, 0xaaffn, 0x100830n, 0n, 0x84d12n),
    leaf(LEAF_RECOMMENDATIONS, 0x40e2cn, 0xfffn),
    leaf(LEAF_LIMITS, 0x1000n, 0x40n),
    ...syndbgLeaves(),
    leaf(LEAF_NESTED, 0xa0000n, 0x1n),
  ];
}

/** Without an in-kernel irqchip a vCPU's list lacks direct synthetic timers and the hint to send IPIs by hypercall. */
export function withoutIrqchip(leaf: Leaf): Leaf {
  if (leaf.function === LEAF_FEATURES) return { ...leaf, edx: leaf.edx & ~(1n << 19n) };
  if (leaf.function === LEAF_RECOMMENDATIONS) return { ...leaf, eax: leaf.eax & ~(1n << 10n) };
  return leaf;
}

/** Whether two tables hold the same leaves in the same order. */
export function sameLeaves(a: readonly Leaf[], b: readonly Leaf[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i] as Leaf;
      return (
        one.function === other.function &&
        one.eax === other.eax &&
        one.ebx === other.ebx &&
        one.ecx === other.ecx &&
        one.edx === other.edx
      );
    })
  );
}

/** The leaves with which userspace turns SynDbg on for a vCPU, or leaves it off. */
export function switchedLeaves(on: boolean): readonly Leaf[] {
  const leaves = supportedLeaves();
  return on
    ? leaves
    : leaves.map((one) => (one.function === LEAF_SYNDBG_CAPABILITIES ? { ...one, eax: 0n } : one));
}

/** The three leaves of the debugger. Leaf 0x40000080 has EAX 0, although it is named after a maximum. */
export function syndbgLeaves(): readonly Leaf[] {
  return [
    leaf(LEAF_SYNDBG_VENDOR, 0n, ...SIGNATURE),
    leaf(LEAF_SYNDBG_INTERFACE, VS1),
    leaf(LEAF_SYNDBG_CAPABILITIES, 1n << BigInt(ALLOW_KERNEL_DEBUGGING)),
  ];
}

/**
 * The list of the patch as posted: with `on` the maximum leaf and the feature bits of the debugger, and its three
 * leaves after those that were there. Of what other patches put into the seven the mail does not speak: 0 here.
 */
export function postedLeaves(on: boolean): readonly Leaf[] {
  const maximum = on ? LEAF_SYNDBG_CAPABILITIES : LEAF_NESTED;
  return [
    leaf(LEAF_VENDOR, maximum, ...SIGNATURE),
    leaf(LEAF_INTERFACE, HV1),
    leaf(0x40000002n),
    on ? leaf(LEAF_FEATURES, 0n, DEBUGGER_BITS.ebx, 0n, DEBUGGER_BITS.edx) : leaf(LEAF_FEATURES),
    leaf(LEAF_RECOMMENDATIONS),
    leaf(LEAF_LIMITS),
    leaf(LEAF_NESTED),
    ...(on ? syndbgLeaves() : []),
  ];
}
