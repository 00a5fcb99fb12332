/** Mutants of the gate: who may access the registers, and how a refusal looks. */
import type { Mutant } from '../../core/machine';
import { bitSet } from '../../core/u64';
import {
  featuresOf,
  HV1,
  leafOf,
  LEAF_FEATURES,
  LEAF_INTERFACE,
  LEAF_SYNDBG_CAPABILITIES,
  LEAF_SYNDBG_VENDOR,
  LEAF_VENDOR,
} from '../cpuid';
import type { Vcpu, Vm } from '../state';
import { REVIEW, UPSTREAM } from '../rules';
import { mutant, ORIGIN } from './mutant';

const vcpuOf = (vm: Vm, vcpu: number): Vcpu => vm.vcpus[vcpu] as Vcpu;
const leafValue = (vm: Vm, vcpu: number, leaf: bigint, register: 'eax' | 'ebx' | 'edx'): bigint =>
  leafOf(vcpuOf(vm, vcpu).leaves, leaf)?.[register] ?? 0n;
const open = (vm: Vm, vcpu: number): boolean => UPSTREAM.gate(vm, vcpu, 'write', 'control');

export const GATE_MUTANTS: readonly Mutant[] = [
  mutant('off-but-control-exits', 'SYNDBG-13', ORIGIN.posted, {
    gate: (vm, vcpu, access, name) => open(vm, vcpu) || (access === 'write' && (name === 'control' || name === 'pending_page')),
  }, { invariant: 1 }),
  mutant('refused-write-stored', 'SYNDBG-13', ORIGIN.slip, { storesWhenRefused: true }, { invariant: 1 }),
  mutant('off-but-readable', 'SYNDBG-13', 'a possible reading of the review: "forbid writing"', {
    gate: (vm, vcpu, access) => access === 'read' || open(vm, vcpu),
  }),
  mutant('options-not-gated', 'SYNDBG-13', ORIGIN.slip, { gate: (vm, vcpu, _access, name) => name === 'options' || open(vm, vcpu) }),
  mutant('host-write-exits', 'SYNDBG-14', ORIGIN.posted, { hostWriteExits: true }, { invariant: 6 }),
  mutant('host-gated', 'SYNDBG-14', ORIGIN.merge, { hostMayAccess: (vm, vcpu) => open(vm, vcpu) }, { invariant: 6 }),
  mutant('enforce-ignored', 'SYNDBG-15', ORIGIN.slip, {
    gate: (vm, vcpu) => vcpuOf(vm, vcpu).features.interface && vcpuOf(vm, vcpu).features.allowKernelDebugging,
  }),
  mutant('feature-bit-needed-without-enforce', 'SYNDBG-15', ORIGIN.slip, {
    gate: (vm, vcpu) => open(vm, vcpu) && vcpuOf(vm, vcpu).features.debugMsrs,
  }),
  mutant('gate-per-vm', 'SYNDBG-53', ORIGIN.merge, { gate: (vm) => vm.vcpus.some((_, vcpu) => open(vm, vcpu)) }),
  mutant('gate-of-vcpu-0', 'SYNDBG-53', ORIGIN.slip, { gate: (vm) => open(vm, 0) }),
  mutant('interface-leaf-not-looked-at', 'SYNDBG-54', ORIGIN.doc, {
    gate: (vm, vcpu) => vcpuOf(vm, vcpu).features.allowKernelDebugging,
  }),
  mutant('interface-leaf-only-present', 'SYNDBG-54', ORIGIN.slip, {
    features: (leaves) => ({ ...featuresOf(leaves), interface: leafOf(leaves, LEAF_INTERFACE) !== null }),
  }),
  mutant('interface-leaf-high-bits-only', 'SYNDBG-54', ORIGIN.slip, {
    features: (leaves) => ({ ...featuresOf(leaves), interface: (leafOf(leaves, LEAF_INTERFACE)?.eax ?? 0n) >> 8n === HV1 >> 8n }),
  }),
  mutant('maximum-leaf-looked-at', 'SYNDBG-55', ORIGIN.doc, {
    gate: (vm, vcpu) => open(vm, vcpu) && leafValue(vm, vcpu, LEAF_VENDOR, 'eax') >= LEAF_SYNDBG_CAPABILITIES,
  }),
  mutant('vendor-string-looked-at', 'SYNDBG-55', ORIGIN.doc, {
    gate: (vm, vcpu) => open(vm, vcpu) && leafValue(vm, vcpu, LEAF_VENDOR, 'ebx') === 0x756e694cn,
  }),
  mutant('debugger-vendor-leaf-needed', 'SYNDBG-55', ORIGIN.doc, {
    gate: (vm, vcpu) => open(vm, vcpu) && leafOf(vcpuOf(vm, vcpu).leaves, LEAF_SYNDBG_VENDOR) !== null,
  }),
  mutant('capability-leaf-compared', 'SYNDBG-55', ORIGIN.slip, {
    gate: (vm, vcpu) => open(vm, vcpu) && leafValue(vm, vcpu, LEAF_SYNDBG_CAPABILITIES, 'eax') === 2n,
  }),
  mutant('debugging-bit-needed', 'SYNDBG-55', ORIGIN.doc, {
    gate: (vm, vcpu) => open(vm, vcpu) && bitSet(leafValue(vm, vcpu, LEAF_FEATURES, 'ebx'), 11),
  }),
  mutant('guest-debugging-bit-needed', 'SYNDBG-55', ORIGIN.doc, {
    gate: (vm, vcpu) => open(vm, vcpu) && bitSet(leafValue(vm, vcpu, LEAF_FEATURES, 'edx'), 1),
  }),
  mutant('capability-leaf-any-bit', 'SYNDBG-13', ORIGIN.slip, {
    features: (leaves) => ({ ...featuresOf(leaves), allowKernelDebugging: (leafOf(leaves, LEAF_SYNDBG_CAPABILITIES)?.eax ?? 0n) !== 0n }),
  }),
  mutant('absent-features-leaf-passes', 'SYNDBG-56', ORIGIN.slip, {
    features: (leaves) => ({ ...featuresOf(leaves), debugMsrs: leafOf(leaves, LEAF_FEATURES) === null || featuresOf(leaves).debugMsrs }),
  }),
  mutant('enforce-latched', 'SYNDBG-57', ORIGIN.slip, { enforce: (arg, now) => now || arg !== 0n }),
  mutant('enforce-only-by-1', 'SYNDBG-57', ORIGIN.slip, { enforce: (arg) => arg === 1n }),
  mutant('fault-past-the-instruction', 'SYNDBG-58', ORIGIN.slip, { faultRip: (length) => length }),
  mutant('refused-rdmsr-clears-registers', 'SYNDBG-58', ORIGIN.slip, { faultKeepsRegisters: false }),
  mutant('error-code-in-real-mode', 'SYNDBG-58', ORIGIN.slip, { errorCodeInRealMode: true }),
  mutant('upper-halves-count', 'SYNDBG-59', ORIGIN.slip, { upperHalvesCount: true }),
  mutant('rdmsr-keeps-upper-halves', 'SYNDBG-59', ORIGIN.slip, { rdmsrKeepsUpper: true }),
  mutant('refusal-reported-as-unknown', 'SYNDBG-76', ORIGIN.doc, { refusedReason: 'UNKNOWN' }),
  mutant('unknown-reported-as-refusal', 'SYNDBG-76', ORIGIN.slip, { unknownReason: 'INVAL' }),
  mutant('filter-ignored', 'SYNDBG-77', ORIGIN.slip, { filterApplies: () => false }),
  mutant('filter-binds-the-host', 'SYNDBG-77', ORIGIN.slip, { filterApplies: () => true }),
  mutant('filter-denies-all-six', 'SYNDBG-77', ORIGIN.slip, { filterWholeGroup: true }),
  mutant('ignore-msrs-opens-the-gate', 'SYNDBG-78', ORIGIN.doc, { ignoreMsrsOpens: true }),
  mutant('cpuid-switched-while-running', 'SYNDBG-73', ORIGIN.doc, { setCpuidAllowed: () => true }),
  mutant('cpuid-frozen-after-run', 'SYNDBG-73', ORIGIN.slip, { setCpuidAllowed: (vcpu) => !vcpu.hasRun }),
  mutant('off-clears-the-values', 'SYNDBG-42', ORIGIN.slip, { setCpuidClears: true }, { invariant: 11 }),
  mutant('capability-still-there', 'SYNDBG-42', 'the versions before the merge', {
    gate: (vm, vcpu) => open(vm, vcpu) || vm.capEnabledOn.length > 0,
    capabilityEnables: true,
  }),
  mutant('host-write-without-exit-v6', 'SYNDBG-12', ORIGIN.merge, { hostWriteExits: false }, { profile: 'v6' }),
  mutant('not-enabled-but-writable', 'SYNDBG-10', ORIGIN.posted, {
    gate: (vm, vcpu, access, name) =>
      (name !== 'control' && name !== 'pending_page') || REVIEW.gate(vm, vcpu, access, name),
  }, { profile: 'review', invariant: 1 }),
  mutant('not-enabled-but-host-write-exits', 'SYNDBG-11', ORIGIN.posted, { hostWriteExits: true }, { profile: 'review' }),
  mutant('not-enabled-but-guest-write-exits', 'SYNDBG-11', ORIGIN.posted, {
    gate: (_vm, _vcpu, access, name) => access === 'read' || name === 'pending_page',
  }, { profile: 'review' }),
  mutant('support-is-enough', 'SYNDBG-11', ORIGIN.posted, { gate: () => true, enabled: () => true }, { profile: 'review' }),
  mutant('enabling-does-nothing', 'SYNDBG-39', ORIGIN.posted, {
    gate: (_vm, _vcpu, access) => access === 'read',
    enabled: () => false,
  }, { profile: 'review' }),
  mutant('enabled-per-vcpu', 'SYNDBG-44', ORIGIN.slip, {
    gate: (vm, vcpu, access) => access === 'read' || vm.capEnabledOn.includes(vcpu),
  }, { profile: 'review' }),
]; // prettier-ignore
