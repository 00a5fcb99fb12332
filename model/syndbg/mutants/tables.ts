/** Mutants of what KVM tells userspace: CPUID, lists, capabilities, batches. */
import type { Mutant } from '../../core/machine';
import {
  LEAF_FEATURES,
  LEAF_RECOMMENDATIONS,
  leafOf,
  LEAF_SYNDBG_CAPABILITIES,
  LEAF_SYNDBG_INTERFACE,
  LEAF_SYNDBG_VENDOR,
  LEAF_VENDOR,
  postedLeaves,
  syndbgLeaves,
} from '../cpuid';
import type { Leaf } from '../types';
import { mutant, ORIGIN } from './mutant';

const edit =
  (fn: bigint, change: (leaf: Leaf) => Partial<Leaf>) =>
  (leaves: readonly Leaf[]): readonly Leaf[] =>
    leaves.map((one) => (one.function === fn ? { ...one, ...change(one) } : one));

export const TABLE_MUTANTS: readonly Mutant[] = [
  mutant('vendor-leaf-announces-maximum', 'SYNDBG-32', ORIGIN.doc, { supported: edit(LEAF_SYNDBG_VENDOR, () => ({ eax: LEAF_SYNDBG_CAPABILITIES })) }),
  mutant('vendor-string-reordered', 'SYNDBG-32', ORIGIN.slip, { supported: edit(LEAF_SYNDBG_VENDOR, (l) => ({ ebx: l.edx, edx: l.ebx })) }),
  mutant('interface-leaf-says-hv1', 'SYNDBG-33', ORIGIN.slip, { supported: edit(LEAF_SYNDBG_INTERFACE, () => ({ eax: 0x31237648n })) }),
  mutant('allow-debugging-is-bit-0', 'SYNDBG-34', ORIGIN.slip, { supported: edit(LEAF_SYNDBG_CAPABILITIES, () => ({ eax: 1n })) }),
  mutant('capability-leaf-empty', 'SYNDBG-34', ORIGIN.slip, { supported: edit(LEAF_SYNDBG_CAPABILITIES, () => ({ eax: 0n })) }, { profile: 'v6' }),
  mutant('maximum-leaf-not-raised', 'SYNDBG-35', ORIGIN.review, { supported: edit(LEAF_VENDOR, () => ({ eax: 0x4000000an })) }),
  mutant('maximum-leaf-not-raised-v6', 'SYNDBG-35', ORIGIN.review, { supported: edit(LEAF_VENDOR, () => ({ eax: 0x4000000an })) }, { profile: 'v6' }),
  mutant('maximum-leaf-unconditional', 'SYNDBG-36', ORIGIN.posted, { supported: edit(LEAF_VENDOR, () => ({ eax: LEAF_SYNDBG_CAPABILITIES })) }, { profile: 'review' }),
  mutant('maximum-leaf-never-raised', 'SYNDBG-36', ORIGIN.slip, { supported: edit(LEAF_VENDOR, () => ({ eax: 0x4000000an })) }, { profile: 'review' }),
  mutant('feature-bits-forgotten-v6', 'SYNDBG-37', ORIGIN.slip, { supported: edit(LEAF_FEATURES, () => ({ ebx: 0n, edx: 0n })) }, { profile: 'v6' }),
  mutant('debug-msrs-bit-forgotten-v6', 'SYNDBG-37', ORIGIN.slip, { supported: edit(LEAF_FEATURES, () => ({ edx: 2n })) }, { profile: 'v6' }),
  mutant('leaves-listed-unconditionally', 'SYNDBG-44', ORIGIN.posted, {
    supported: (leaves) => (leaves.length > 7 ? leaves : [...leaves, ...syndbgLeaves()]),
  }, { profile: 'review' }),
  mutant('feature-bits-unconditional', 'SYNDBG-44', ORIGIN.posted, {
    supported: edit(LEAF_FEATURES, () => leafOf(postedLeaves(true), LEAF_FEATURES) ?? {}),
  }, { profile: 'review' }),
  mutant('support-not-reported-v6', 'SYNDBG-38', ORIGIN.slip, { capabilityValue: 0n }, { profile: 'v6' }),
  mutant('enabling-needed-v6', 'SYNDBG-38', ORIGIN.review, { gate: (vm) => vm.capEnabledOn.length > 0 }, { profile: 'v6' }),
  mutant('old-name', 'SYNDBG-40', ORIGIN.posted, { capabilityName: 'KVM_CAP_HYPERV_DEBUGGING' }, { profile: 'review' }),
  mutant('msrs-not-in-the-list', 'SYNDBG-41', ORIGIN.slip, { indexListed: (msr, listed) => listed && msr !== 0x400000ffn }),
  mutant('msrs-not-in-the-list-v6', 'SYNDBG-41', ORIGIN.slip, { indexListed: (msr, listed) => listed && msr === 0x40000000n }, { profile: 'v6' }),
  mutant('neighbour-in-the-list', 'SYNDBG-41', ORIGIN.slip, { indexListed: (msr, listed) => listed || msr === 0x400000f6n }),
  mutant('nested-leaf-before-debugger', 'SYNDBG-43', ORIGIN.posted, {
    supported: (leaves) => [...leaves.slice(0, 6), ...leaves.slice(9), ...leaves.slice(6, 9)],
  }),
  mutant('posted-list-as-merged', 'SYNDBG-94', ORIGIN.merge, {
    supported: (leaves) => [...leaves.slice(0, 6), ...leaves.slice(7), ...leaves.slice(6, 7)],
  }, { profile: 'v6' }),
  mutant('nested-leaf-dropped', 'SYNDBG-43', 'v5.9, without eVMCS', { supported: (leaves) => leaves.slice(0, 9) }),
  mutant('partial-list', 'SYNDBG-43', ORIGIN.slip, { e2bigBelow: 10 }, { invariant: 10 }),
  mutant('off-by-one-nent', 'SYNDBG-43', ORIGIN.slip, { e2bigBelow: 1 }, { invariant: 10 }),
  mutant('feature-listed', 'SYNDBG-79', ORIGIN.slip, { featureListed: true }),
  mutant('batch-goes-on', 'SYNDBG-80', ORIGIN.slip, { batchStopsAtUnknown: false }),
  mutant('batch-of-one', 'SYNDBG-80', ORIGIN.slip, { batchLimit: 1 }),
  mutant('system-set-accepted', 'SYNDBG-81', ORIGIN.slip, { systemSetAllowed: true }),
  mutant('system-get-other-choice', 'SYNDBG-96', ORIGIN.slip, { systemGet: (choice) => (choice === 'count1' ? 'count0' : 'count1') }),
  mutant('nent-rewritten', 'SYNDBG-95', ORIGIN.doc, { e2bigKeepsNent: false }),
  mutant('list-on-a-vm', 'SYNDBG-82', ORIGIN.slip, { hvCpuidOnVm: true }),
  mutant('debugging-bit-not-listed', 'SYNDBG-83', ORIGIN.slip, { supported: edit(LEAF_FEATURES, (l) => ({ ebx: l.ebx & ~(1n << 11n) })) }),
  mutant('guest-debugging-bit-not-listed', 'SYNDBG-83', ORIGIN.slip, { supported: edit(LEAF_FEATURES, (l) => ({ edx: l.edx & ~2n })) }),
  mutant('debug-msrs-bit-not-listed', 'SYNDBG-83', ORIGIN.slip, { supported: edit(LEAF_FEATURES, (l) => ({ edx: l.edx & ~(1n << 11n) })) }),
  mutant('irqchip-bits-never-listed', 'SYNDBG-84', ORIGIN.slip, {
    supported: (leaves) => edit(LEAF_FEATURES, (l) => ({ edx: l.edx & ~(1n << 19n) }))(edit(LEAF_RECOMMENDATIONS, (l) => ({ eax: l.eax & ~(1n << 10n) }))(leaves)),
  }),
  mutant('irqchip-makes-no-difference', 'SYNDBG-84', ORIGIN.slip, { irqchipHidesBits: false }),
  mutant('irqchip-needed-for-debug-bits', 'SYNDBG-83', ORIGIN.slip, { irqchipHidesDebugBits: true }),
  mutant('leaves-masked', 'SYNDBG-85', ORIGIN.doc, { keptLeaves: edit(LEAF_SYNDBG_CAPABILITIES, (l) => ({ eax: l.eax & 2n })) }),
  mutant('leaves-added', 'SYNDBG-85', ORIGIN.slip, {
    keptLeaves: (leaves) => [...leaves, ...syndbgLeaves().slice(0, 2).filter(({ function: fn }) => !leafOf(leaves, fn))],
  }),
  mutant('leaves-masked-for-the-host', 'SYNDBG-85', ORIGIN.slip, { shownLeaf: (one) => ({ ...one, eax: one.eax & 0xffffn }) }),
  mutant('leaves-past-the-maximum-dropped', 'SYNDBG-85', ORIGIN.doc, {
    keptLeaves: (leaves) => leaves.filter(({ function: fn }) => fn <= (leaves.find((l) => l.function === LEAF_VENDOR)?.eax ?? 0xffffffffn)),
  }),
  mutant('supported-cpuid-has-debugger', 'SYNDBG-86', ORIGIN.doc, { supportedCpuidFunctions: [0x40000000n, 0x40000001n, 0x40000082n] }),
  mutant('capability-reported', 'SYNDBG-87', ORIGIN.posted, { capabilityValue: 1n }),
  mutant('next-capability-reported', 'SYNDBG-87', ORIGIN.slip, { capability181: 1n }),
  mutant('os-id-clears-the-values', 'SYNDBG-74', ORIGIN.doc, {
    afterHypervReset: () => ({ control: 0n, status: 0n, send_page: 0n, recv_page: 0n, pending_page: 0n, options: 0n }),
  }),
]; // prettier-ignore
