/** The profiles, oldest first: the first is a whole set of rules, each later one says what its source changed. */
import { rulesNamed } from '../core/rules';
import { postedLeaves, sameLeaves, supportedLeaves, withoutIrqchip } from './cpuid';
import { CHECKS } from './hypercall-checks';
import type { Rules } from './rules';
import type { Vcpu, Vm } from './state';

const vcpuOf = (vm: Vm, vcpu: number): Vcpu => vm.vcpus[vcpu] as Vcpu;

/** The patch as posted (20200317034804.112538-4-arilou@gmail.com, with 4/5 and 5/5): always on, for the host too. */
export const V6: Rules = {
  profile: 'v6',
  capabilities: [
    'trace',
    'hypercalls',
    'cpuid-tables',
    'supported-cpuid',
    'capabilities',
    'msr-lists',
    'cpu-modes',
    'run-bytes',
  ],
  choices: {},
  switchedBy: 'nothing',
  emulates: true,
  capability: 'KVM_CAP_HYPERV_DEBUGGING',
  enabled: () => true,
  mayAccess: () => true,
  hostWriteExits: 'always',
  exitStatus: () => 0n,
  saysStatus: false,
  hypercallsWork: (vm) => vm.guestOsId !== 0n,
  checks: [CHECKS.fast, CHECKS.options],
  takesLeaves: () => true,
  offered: () => postedLeaves(true),
};

/** What the reviewer asked for: another name, and nothing of it before userspace enables it (87o8st3j5h.fsf@vitty.brq.redhat.com). */
export const REVIEW: Rules = {
  ...V6,
  profile: 'review',
  choices: { host_write_exits: ['yes', 'no'], disabled_hypercall: ['invalid-code', 'access-denied'] },
  switchedBy: 'capability',
  capability: 'KVM_CAP_HYPERV_SYNDBG',
  enabled: (vm) => vm.capEnabledOn.length > 0,
  mayAccess: (vm, _vcpu, access) => access === 'rdmsr' || vm.capEnabledOn.length > 0,
  hostWriteExits: 'choice',
  checks: [CHECKS.fast, CHECKS.disabled, CHECKS.options],
  offered: (vm) => postedLeaves(vm.capEnabledOn.length > 0),
};

/** Whether the vCPU's leaves have Hv#1, and the bit of the debugger that allows kernel debugging. */
function onInLeaves(vm: Vm, vcpu: number): boolean {
  const { features } = vcpuOf(vm, vcpu);
  return features.interface && features.allowKernelDebugging;
}

/**
 * What Linux merged: no capability, the vCPU's leaves decide (arch/x86/kvm/hyperv.c, kvm_hv_is_syndbg_enabled,
 * hv_check_msr_access, kvm_hv_hypercall; arch/x86/kvm/cpuid.c, kvm_set_cpuid).
 */
export const UPSTREAM: Rules = {
  ...V6,
  profile: 'upstream',
  capabilities: [
    ...V6.capabilities,
    'enforce-cpuid',
    'user-space-msr',
    'msr-filter',
    'ignore-msrs',
    'synic',
    'emulator',
    'immediate-exit',
    'set-regs',
    'cpuid-entries',
    'vmm',
  ],
  choices: { sysfd_get: ['count1', 'count0'], reserved_input_bits: ['refused', 'ignored'] },
  switchedBy: 'cpuid',
  capability: null,
  enabled: onInLeaves,
  mayAccess: (vm, vcpu) => {
    const { enforceCpuid, features } = vcpuOf(vm, vcpu);
    return onInLeaves(vm, vcpu) && (!enforceCpuid || features.debugMsrs);
  },
  hostWriteExits: 'never',
  exitStatus: ({ lastEventPage }) => lastEventPage,
  saysStatus: true,
  hypercallsWork: (vm, vcpu) => vm.guestOsId !== 0n && vcpuOf(vm, vcpu).features.interface,
  checks: [CHECKS.accessDenied, CHECKS.reserved, CHECKS.fast, CHECKS.disabled, CHECKS.options],
  takesLeaves: (vcpu, leaves) => !vcpu.hasRun || sameLeaves(vcpu.leaves, leaves),
  offered: (_vm, bare) => (bare ? supportedLeaves().map(withoutIrqchip) : supportedLeaves()),
};

/**
 * KVM without its Hyper-V emulation, which can be left out since Linux 6.8: to it the six are MSRs like any unknown one, and so
 * is the guest OS id, without which no hypercall is Hyper-V's.
 */
export const NO_HYPERV: Rules = {
  ...UPSTREAM,
  profile: 'no-hyperv',
  capabilities: [
    'hypercalls',
    'cpuid-tables',
    'supported-cpuid',
    'capabilities',
    'msr-lists',
    'enforce-cpuid',
    'user-space-msr',
    'ignore-msrs',
  ],
  choices: {},
  emulates: false,
};

const SETS = [V6, REVIEW, UPSTREAM, NO_HYPERV] as const;

/** The rules of a profile. @throws RangeError on a profile that there is not */
export function rulesOf(profile: string): Rules {
  return rulesNamed('syndbg', SETS, profile);
}
