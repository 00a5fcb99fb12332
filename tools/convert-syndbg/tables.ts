/** The CPUID tables that the probe gave its vCPUs, by the names of its facts. */
import type { Leaf } from '../../model/syndbg/types';
import type { Facts } from './facts';
import { value } from './facts';

export const SETUPS = [
  'nocpuid',
  'base_no_hv_leaves',
  'kvm_signature',
  'hv_as_supported',
  'hv_syndbg_on',
  'hv_82eax_0',
  'hv_no_leaf_82',
  'hv_on_no_leaf_80_81',
  'hv_on_maxleaf_40000005',
  'hv_on_iface_sig_bad',
  'hv_on_no_leaf_1',
  'hv_on_3edx_no_bit11',
  'hv_on_3edx_no_bit1',
  'hv_on_3edx_no_bits_1_11',
  'hv_on_3ebx_no_bit11',
  'hv_on_no_leaf_3',
  'hv_82eax_fffffffd',
  'hv_82eax_ffffffff',
  'only_leaves_1_and_82',
  'only_leaf_1',
  'only_leaf_82',
  'hv_on_vendor_string_bad',
] as const;

export type Setup = (typeof SETUPS)[number];
type Registers = Partial<Omit<Leaf, 'function'>>;

const HV1 = 0x31237648n;
const ZERO = { eax: 0n, ebx: 0n, ecx: 0n, edx: 0n };

/** The leaves from 0x40000000 that the kernel offers, as the facts name them. */
export interface Offered {
  /** Of KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm. */
  readonly hyperv: readonly Leaf[];
  /** Of KVM_GET_SUPPORTED_CPUID. */
  readonly kvm: readonly Leaf[];
}

export function offeredBy(facts: Facts): Offered {
  return {
    hyperv: facts.starting('hv_cpuid', 'system/').map((fact) => leafOf(value(fact, 'function'), fact)),
    kvm: facts.starting('supported_cpuid_4000', '').map((fact) => leafOf(BigInt(fact.id), fact)),
  };
}

/** The leaf that a fact shows. */
export function leafOf(fn: bigint, fact: Parameters<typeof value>[0]): Leaf {
  const [eax, ebx, ecx, edx] = ['eax', 'ebx', 'ecx', 'edx'].map((name) => value(fact, name)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return { function: fn, eax, ebx, ecx, edx };
}

/** The leaves of a setup; null where the probe made no KVM_SET_CPUID2 at all. */
export function tableOf(setup: Setup, { hyperv, kvm }: Offered): readonly Leaf[] | null {
  switch (setup) {
    case 'nocpuid':
      return null;
    case 'base_no_hv_leaves':
      return [];
    case 'kvm_signature':
      return kvm;
    case 'hv_as_supported':
      return hyperv;
    case 'only_leaves_1_and_82':
      return [
        { ...ZERO, function: 0x40000001n, eax: HV1 },
        { ...ZERO, function: 0x40000082n, eax: 2n },
      ];
    case 'only_leaf_1':
      return [{ ...ZERO, function: 0x40000001n, eax: HV1 }];
    case 'only_leaf_82':
      return [{ ...ZERO, function: 0x40000082n, eax: 2n }];
    default:
      return CHANGES[setup](switchedOn(hyperv));
  }
}

/** All that a VMM would set for the debugger. */
function switchedOn(offered: readonly Leaf[]): readonly Leaf[] {
  const steps: readonly [bigint, (leaf: Leaf) => Registers][] = [
    [0x40000000n, ({ eax }) => ({ eax: eax < 0x40000082n ? 0x40000082n : eax })],
    [0x40000001n, () => ({ eax: HV1 })],
    [0x40000003n, ({ ebx, edx }) => ({ ebx: ebx | (1n << 11n), edx: edx | (1n << 1n) | (1n << 11n) })],
    [0x40000080n, () => ({ eax: 0x40000082n })],
    [0x40000081n, () => ({})],
    [0x40000082n, ({ eax }) => ({ eax: eax | 2n })],
  ];
  return steps.reduce((leaves, [fn, change]) => {
    const added = leaves.some((leaf) => leaf.function === fn)
      ? leaves
      : [...leaves, { ...ZERO, function: fn }];
    return changed(added, fn, change);
  }, offered);
}

type Change = (leaves: readonly Leaf[]) => readonly Leaf[];

const CHANGES: Readonly<Record<string, Change>> & Record<Exclude<Setup, Simple>, Change> = {
  hv_syndbg_on: (leaves) => leaves,
  hv_82eax_0: (leaves) => changed(leaves, 0x40000082n, () => ({ eax: 0n })),
  hv_no_leaf_82: (leaves) => without(leaves, 0x40000082n),
  hv_on_no_leaf_80_81: (leaves) => without(without(leaves, 0x40000080n), 0x40000081n),
  hv_on_maxleaf_40000005: (leaves) => changed(leaves, 0x40000000n, () => ({ eax: 0x40000005n })),
  hv_on_iface_sig_bad: (leaves) => changed(leaves, 0x40000001n, () => ({ eax: 0x31237649n })),
  hv_on_no_leaf_1: (leaves) => without(leaves, 0x40000001n),
  hv_on_3edx_no_bit11: (leaves) => cleared(leaves, 'edx', 1n << 11n),
  hv_on_3edx_no_bit1: (leaves) => cleared(leaves, 'edx', 1n << 1n),
  hv_on_3edx_no_bits_1_11: (leaves) => cleared(leaves, 'edx', (1n << 1n) | (1n << 11n)),
  hv_on_3ebx_no_bit11: (leaves) => cleared(leaves, 'ebx', 1n << 11n),
  hv_on_no_leaf_3: (leaves) => without(leaves, 0x40000003n),
  hv_82eax_fffffffd: (leaves) => changed(leaves, 0x40000082n, () => ({ eax: 0xfffffffdn })),
  hv_82eax_ffffffff: (leaves) => changed(leaves, 0x40000082n, () => ({ eax: 0xffffffffn })),
  hv_on_vendor_string_bad: (leaves) =>
    changed(leaves, 0x40000000n, () => ({ ebx: 0x41414141n, ecx: 0x41414141n, edx: 0x41414141n })),
};

type Simple =
  | 'nocpuid'
  | 'base_no_hv_leaves'
  | 'kvm_signature'
  | 'hv_as_supported'
  | 'only_leaves_1_and_82'
  | 'only_leaf_1'
  | 'only_leaf_82';

function changed(leaves: readonly Leaf[], fn: bigint, change: (leaf: Leaf) => Registers): readonly Leaf[] {
  return leaves.map((leaf) => (leaf.function === fn ? { ...leaf, ...change(leaf) } : leaf));
}

function cleared(leaves: readonly Leaf[], register: 'ebx' | 'edx', bits: bigint): readonly Leaf[] {
  return changed(leaves, 0x40000003n, (leaf) => ({ [register]: leaf[register] & ~bits }));
}

function without(leaves: readonly Leaf[], fn: bigint): readonly Leaf[] {
  return leaves.filter((leaf) => leaf.function !== fn);
}
