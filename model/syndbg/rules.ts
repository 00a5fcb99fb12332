/**
 * The decisions in which profiles differ. The steps around them (guest.ts, host-msrs.ts, run.ts …) are the same for
 * all, and are written there.
 */
import type { ProfileRules } from '../core/rules';
import type { HypercallCheck } from './hypercall-checks';
import type { Vcpu, Vm } from './state';
import type { Leaf } from './types';

export interface Rules extends ProfileRules {
  /** What userspace switches SynDbg on with: a capability of KVM, the vCPU's leaves, or nothing, since it is always on. */
  readonly switchedBy: 'nothing' | 'capability' | 'cpuid';
  /** Whether KVM was built with Hyper-V emulation (CONFIG_KVM_HYPERV). */
  readonly emulates: boolean;
  /** The name of the capability 180, or null where there is none. */
  readonly capability: string | null;
  /** Whether SynDbg is on for a vCPU. */
  enabled(vm: Vm, vcpu: number): boolean;
  /** Whether the guest may access the six MSRs on a vCPU. */
  mayAccess(vm: Vm, vcpu: number, access: 'rdmsr' | 'wrmsr'): boolean;
  /** Whether a host write asks for an exit at the next KVM_RUN, where a guest write would exit. */
  readonly hostWriteExits: 'always' | 'choice' | 'never';
  /** The `status` field of the exit. */
  exitStatus(vcpu: Vcpu): bigint;
  /** Whether anybody says what it holds. */
  readonly saysStatus: boolean;
  /** Whether a vCPU can make hypercalls at all. */
  hypercallsWork(vm: Vm, vcpu: number): boolean;
  /** The refusals of a debug hypercall, in the order in which they are looked at. */
  readonly checks: readonly HypercallCheck[];
  /** Whether KVM_SET_CPUID2 takes the leaves. */
  takesLeaves(vcpu: Vcpu, leaves: readonly Leaf[]): boolean;
  /** The leaves of KVM_GET_SUPPORTED_HV_CPUID; `bare` on a vCPU without an in-kernel irqchip. */
  offered(vm: Vm, bare: boolean): readonly Leaf[];
}
