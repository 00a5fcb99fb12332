/** Mutants of what KVM tells userspace: CPUID leaves, MSR lists, capabilities. */
import type { Wrap } from '../../core/mistake';
import type { Mutant } from '../../core/machine';
import { CAP } from '../caps';
import {
  leafOf,
  LEAF_FEATURES,
  LEAF_RECOMMENDATIONS,
  LEAF_SYNDBG_CAPABILITIES,
  LEAF_SYNDBG_INTERFACE,
  LEAF_SYNDBG_VENDOR,
  LEAF_VENDOR,
  syndbgLeaves,
} from '../cpuid';
import { REVIEW, UPSTREAM, V6 } from '../profiles';
import type { Rules } from '../rules';
import type { State } from '../state';
import type { Leaf } from '../types';
import { answering, hearing, mutant, stepping } from './mutant';
import { vmAt } from './wraps';

type Change = (leaves: readonly Leaf[]) => readonly Leaf[];

const edit =
  (fn: bigint, change: (leaf: Leaf) => Partial<Leaf>): Change =>
  (leaves) =>
    leaves.map((one) => (one.function === fn ? { ...one, ...change(one) } : one));

/** The profile's list of supported leaves, changed. */
const offering = (rules: Rules, change: Change): Pick<Rules, 'offered'> => ({
  offered: (vm, bare) => change(rules.offered(vm, bare)),
});

/** KVM_SET_CPUID2 keeps other leaves than it was given. */
const keeping = (change: Change): Wrap<State> =>
  hearing((op) => (op.op === 'set_cpuid' ? { ...op, leaves: [...change(op.leaves)] } : op));

export const TABLE_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'enabled-where-there-is-an-irqchip',
    breaks: 'SYNDBG-42',
    origin:
      'the check for the irqchip that SynIC needs taken for all that a vCPU’s capabilities of Hyper-V need',
    wrap: answering((outcome, op, { config }) =>
      op.op === 'enable_cap' && op.fd === 'vcpu' && config.irqchip ? { outcome: 'ok' } : outcome,
    ),
  }),
  mutant({
    id: 'name-of-the-review',
    breaks: 'SYNDBG-38',
    origin: 'the name that the reviewer asked for, which headers of the posted patch do not have',
    profile: 'v6',
    rules: { capability: 'KVM_CAP_HYPERV_SYNDBG' },
  }),
  mutant({
    id: 'number-kept-in-the-header',
    breaks: 'SYNDBG-42',
    origin: 'the capability dropped, and its number forgotten in the header',
    wrap: answering((outcome, op) =>
      op.op === 'cap_number' && op.name === 'KVM_CAP_HYPERV_SYNDBG'
        ? { outcome: 'ok', value: 180n }
        : outcome,
    ),
  }),
  mutant({
    id: 'vendor-leaf-announces-maximum',
    breaks: 'SYNDBG-32',
    origin: 'the leaf is named HYPERV_CPUID_SYNDBG_VENDOR_AND_MAX_FUNCTIONS',
    rules: offering(
      UPSTREAM,
      edit(LEAF_SYNDBG_VENDOR, () => ({ eax: LEAF_SYNDBG_CAPABILITIES })),
    ),
  }),
  mutant({
    id: 'interface-leaf-says-hv1',
    breaks: 'SYNDBG-33',
    origin: 'the signature copied from leaf 0x40000001',
    rules: offering(
      UPSTREAM,
      edit(LEAF_SYNDBG_INTERFACE, () => ({ eax: 0x31237648n })),
    ),
  }),
  mutant({
    id: 'allow-debugging-is-bit-0',
    breaks: 'SYNDBG-34',
    origin: 'bits counted from 1',
    rules: offering(
      UPSTREAM,
      edit(LEAF_SYNDBG_CAPABILITIES, () => ({ eax: 1n })),
    ),
  }),
  mutant({
    id: 'maximum-leaf-not-raised',
    breaks: 'SYNDBG-35',
    origin: 'the maximum left at the nested leaf, where the review wants it without the capability',
    rules: offering(
      UPSTREAM,
      edit(LEAF_VENDOR, () => ({ eax: 0x4000000an })),
    ),
  }),
  mutant({
    id: 'maximum-leaf-of-the-first',
    breaks: 'SYNDBG-36',
    origin:
      'the first of the debugger’s leaves taken for the last, and always announced as in the posted patch',
    profile: 'review',
    rules: offering(
      REVIEW,
      edit(LEAF_VENDOR, () => ({ eax: LEAF_SYNDBG_VENDOR })),
    ),
  }),
  mutant({
    id: 'feature-bits-forgotten-v6',
    breaks: 'SYNDBG-37',
    origin: 'the leaves added, and the bits that announce them forgotten',
    profile: 'v6',
    rules: offering(
      V6,
      edit(LEAF_FEATURES, () => ({ ebx: 0n, edx: 0n })),
    ),
  }),
  mutant({
    id: 'leaves-listed-unconditionally',
    breaks: 'SYNDBG-102',
    origin: 'the patch as posted',
    profile: 'review',
    rules: offering(REVIEW, (leaves) => [...leaves.slice(0, 7), ...syndbgLeaves()]),
  }),
  mutant({
    id: 'posted-as-merged',
    breaks: 'SYNDBG-38',
    origin: 'what became of the posted patch: no capability, and leaves for a switch',
    profile: 'v6',
    rules: {
      capability: null,
      enabled: (vm, vcpu) => UPSTREAM.enabled(vm, vcpu),
      mayAccess: (vm, vcpu, access) => UPSTREAM.mayAccess(vm, vcpu, access),
    },
  }),
  mutant({
    id: 'old-name',
    breaks: 'SYNDBG-40',
    origin: 'the patch as posted',
    profile: 'review',
    rules: { capability: V6.capability },
  }),
  mutant({
    id: 'list-shifted-by-one',
    breaks: 'SYNDBG-41',
    origin: 'a table filled from its second entry on',
    wrap: hearing((op) => (op.op === 'msr_listed' && op.list === 'index' ? { ...op, msr: op.msr - 1n } : op)),
  }),
  mutant({
    id: 'feature-listed',
    breaks: 'SYNDBG-79',
    origin: 'the two lists filled from one table',
    wrap: hearing((op) => (op.op === 'msr_listed' ? { ...op, list: 'index' } : op)),
  }),
  mutant({
    id: 'posted-list-as-merged',
    breaks: 'SYNDBG-94',
    origin: 'the order that Linux merged',
    profile: 'v6',
    rules: offering(V6, (leaves) => [...leaves.slice(0, 6), ...leaves.slice(7), ...leaves.slice(6, 7)]),
  }),
  mutant({
    id: 'nested-leaf-dropped',
    breaks: 'SYNDBG-43',
    origin: 'Linux 5.9, which listed the nested leaf only with an enlightened VMCS',
    rules: offering(UPSTREAM, (leaves) => leaves.slice(0, 9)),
  }),
  mutant({
    id: 'partial-list',
    breaks: 'SYNDBG-101',
    origin: 'as many leaves as there is room for, as read() would do it',
    invariant: 10,
    wrap: stepping((step, before, op) => {
      if (op.op !== 'get_supported_hv_cpuid') return step(before, op);
      const { state, outcome } = step(before, { ...op, nent: 256 });
      if (outcome.outcome !== 'ok') return { state, outcome };
      const leaves = outcome.leaves?.slice(0, op.nent) ?? [];
      return { state, outcome: { ...outcome, nent: leaves.length, leaves } };
    }),
  }),
  mutant({
    id: 'nent-rewritten',
    breaks: 'SYNDBG-95',
    origin: 'KVM_GET_MSR_INDEX_LIST says how many entries there would be; this does not',
    wrap: answering((outcome) =>
      outcome.outcome === 'error' && outcome.error === 'E2BIG' ? { ...outcome, nent: 10 } : outcome,
    ),
  }),
  mutant({
    id: 'list-on-a-vm',
    breaks: 'SYNDBG-82',
    origin: 'an ioctl of a VM beside those of /dev/kvm and of a vCPU',
    wrap: hearing((op) =>
      op.op === 'get_supported_hv_cpuid' && op.fd === 'vm' ? { ...op, fd: 'system' } : op,
    ),
  }),
  mutant({
    id: 'feature-bits-not-listed',
    breaks: 'SYNDBG-83',
    origin: 'the three leaves added, and the bits of another leaf that announce them forgotten',
    rules: offering(
      UPSTREAM,
      edit(LEAF_FEATURES, ({ ebx, edx }) => ({ ebx: ebx & ~0x800n, edx: edx & ~0x802n })),
    ),
  }),
  mutant({
    id: 'irqchip-asked-for-wrongly',
    breaks: 'SYNDBG-84',
    origin: '"if (lapic_in_kernel)" where "if (!lapic_in_kernel)" is meant',
    rules: { offered: (vm, bare) => UPSTREAM.offered(vm, !bare) },
  }),
  mutant({
    id: 'ipis-without-irqchip',
    breaks: 'SYNDBG-130',
    origin: 'what needs the local APIC left out of one leaf, and forgotten in the next',
    rules: offering(
      UPSTREAM,
      edit(LEAF_RECOMMENDATIONS, ({ eax }) => ({ eax: eax | 0x400n })),
    ),
  }),
  mutant({
    id: 'offered-leaves-read-back',
    breaks: 'SYNDBG-85',
    origin: 'KVM_GET_CPUID2 that answers with what KVM offers, whatever userspace has set',
    wrap: answering((outcome, op, before) =>
      op.op === 'get_cpuid' && outcome.outcome === 'ok'
        ? { ...outcome, leaf: leafOf(UPSTREAM.offered(vmAt(before, op), false), op.function) }
        : outcome,
    ),
  }),
  mutant({
    id: 'leaves-past-the-maximum-dropped',
    breaks: 'SYNDBG-85',
    origin: 'leaf 0x40000000 taken at its word, as a CPU does',
    wrap: keeping((leaves) => {
      const maximum = leafOf(leaves, LEAF_VENDOR)?.eax ?? 0xffff_ffffn;
      return leaves.filter(({ function: fn }) => fn <= maximum);
    }),
  }),
  mutant({
    id: 'supported-cpuid-has-debugger',
    breaks: 'SYNDBG-86',
    origin: 'one list for both ioctls; KVM’s own leaves have the same numbers, for which there are two',
    wrap: answering((outcome, op) =>
      op.op === 'get_supported_cpuid' && outcome.outcome === 'ok'
        ? { ...outcome, functions: [...(outcome.functions ?? []), LEAF_SYNDBG_CAPABILITIES] }
        : outcome,
    ),
  }),
  mutant({
    id: 'capability-reported',
    breaks: 'SYNDBG-87',
    origin: 'the posted number left in KVM_CHECK_EXTENSION, and the next with it by a range of cases',
    wrap: answering((outcome, op) =>
      op.op === 'check_extension' && (op.cap === CAP.HYPERV_SYNDBG || op.cap === 181)
        ? { outcome: 'ok', value: 1n, events: [] }
        : outcome,
    ),
  }),
  mutant({
    id: 'helpers-not-reported',
    breaks: 'SYNDBG-111',
    origin: 'a capability added where it is enabled, and not where it is asked for',
    wrap: answering((outcome, op) =>
      op.op === 'check_extension' && op.cap !== CAP.HYPERV_SYNDBG && outcome.outcome === 'ok'
        ? { ...outcome, value: 0n }
        : outcome,
    ),
  }),
  mutant({
    id: 'only-the-six-listed',
    breaks: 'SYNDBG-110',
    origin: 'a table of the debugger of its own, without what it leans on',
    wrap: answering((outcome, op) =>
      op.op === 'msr_listed' && op.msr < 0x400000f0n ? { outcome: 'ok', listed: false, events: [] } : outcome,
    ),
  }),
];
