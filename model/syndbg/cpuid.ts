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

/** The leaf as the guest reads it: zeros where there is none. */
export function heldLeaf(leaves: readonly Leaf[], fn: bigint): Leaf {
  return leafOf(leaves, fn) ?? leaf(fn);
}

function leaf(fn: bigint, eax = 0n): Leaf {
  return { function: fn, eax, ebx: 0n, ecx: 0n, edx: 0n };
}

/** The bits that matter (KVM: kvm_hv_is_syndbg_enabled, hv_check_msr_access; an absent leaf counts as zeros). */
export function featuresOf(leaves: readonly Leaf[]): Features {
  const { ebx, edx } = heldLeaf(leaves, LEAF_FEATURES);
  return {
    interface: heldLeaf(leaves, LEAF_INTERFACE).eax === HV1,
    allowKernelDebugging: bitSet(heldLeaf(leaves, LEAF_SYNDBG_CAPABILITIES).eax, ALLOW_KERNEL_DEBUGGING),
    hvDebugging: bitSet(ebx, HV_DEBUGGING),
    debugMsrs: bitSet(edx, DEBUG_MSRS_AVAILABLE),
  };
}

/** "Linux KVM Hv". */
const SIGNATURE = { ebx: 0x756e694cn, ecx: 0x564b2078n, edx: 0x7648204dn } as const;
/** 0x40000003 EDX bit 19: direct synthetic timers. */
const DIRECT_TIMERS = 1n << 19n;
/** 0x40000004 EAX bit 10: the hint to send IPIs by hypercall. */
const IPI_HINT = 1n << 10n;

/**
 * The leaves of KVM_GET_SUPPORTED_HV_CPUID. Most of their bits are other features', or come from the host and the build,
 * and are 0 here: how many vCPUs a VM may have, which version of eVMCS the CPU's vendor module offers, whether the
 * host may use SMT.
 */
export function supportedLeaves(): readonly Leaf[] {
  return [
    { ...leaf(LEAF_VENDOR, LEAF_SYNDBG_CAPABILITIES), ...SIGNATURE },
    leaf(LEAF_INTERFACE, HV1),
    leaf(0x40000002n),
    { ...leaf(LEAF_FEATURES), ...DEBUGGER_BITS, edx: DEBUGGER_BITS.edx | DIRECT_TIMERS },
    leaf(LEAF_RECOMMENDATIONS, IPI_HINT),
    leaf(LEAF_LIMITS),
    ...syndbgLeaves(),
    leaf(LEAF_NESTED),
  ];
}

/** What a vCPU's list lacks without an in-kernel irqchip. */
export function withoutIrqchip(leaf: Leaf): Leaf {
  if (leaf.function === LEAF_FEATURES) return { ...leaf, edx: leaf.edx & ~DIRECT_TIMERS };
  if (leaf.function === LEAF_RECOMMENDATIONS) return { ...leaf, eax: leaf.eax & ~IPI_HINT };
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
    { ...leaf(LEAF_SYNDBG_VENDOR), ...SIGNATURE },
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
    { ...leaf(LEAF_VENDOR, maximum), ...SIGNATURE },
    leaf(LEAF_INTERFACE, HV1),
    leaf(0x40000002n),
    { ...leaf(LEAF_FEATURES), ...(on ? DEBUGGER_BITS : {}) },
    leaf(LEAF_RECOMMENDATIONS),
    leaf(LEAF_LIMITS),
    leaf(LEAF_NESTED),
    ...(on ? syndbgLeaves() : []),
  ];
}
