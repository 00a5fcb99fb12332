/**
 * The decisions in which profiles and mutants differ, each a small pure function. The steps around them
 * (guest.ts, host.ts, run.ts) are the same for all; a profile is a set of rules, a mutant is one with a
 * rule exchanged.
 */
import type { Features } from './cpuid';
import { featuresOf } from './cpuid';
import { CHECKS, type HypercallCheck } from './hypercall-checks';
import type { Register } from './msr';
import { CONTROL, registerOf } from './msr';
import type { RunArea, SyndbgPayload, Vcpu, Vm } from './state';
import type { Leaf, Registers } from './types';

export interface Rules {
  readonly profile: 'v6' | 'review' | 'upstream';
  /** The register behind an MSR number, or null. */
  register(msr: bigint): Register | null;
  /** Index into `state.banks` of the registers that a vCPU sees. */
  bank(vm: number, vcpu: number, vcpus: number): number;
  features(leaves: readonly Leaf[]): Features;
  /** Whether the guest may access the six MSRs on this vCPU. */
  gate(vm: Vm, vcpu: number, access: 'read' | 'write', name: Register): boolean;
  /** Whether the gate's answer is the same for the hypercalls (ENFORCE_CPUID left out). */
  enabled(vm: Vm, vcpu: number): boolean;
  hostMayAccess(vm: Vm, vcpu: number): boolean;
  /** Whether a refused write leaves its value behind. */
  readonly storesWhenRefused: boolean;
  stored(name: Register, value: bigint): bigint;
  readBack(name: Register, registers: Registers): bigint;
  /** Whether a write asks for an exit to userspace. */
  exits(name: Register, before: bigint, value: bigint): boolean;
  readonly hostWriteExits: boolean | 'choice';
  payload(msr: bigint, before: Registers, after: Registers): SyndbgPayload;
  /** The `status` field of the exit. */
  exitStatus(vcpu: Vcpu, registers: Registers): bigint;
  /** The `type` of the exit. */
  readonly exitType: bigint;
  readonly pad: bigint;
  /** RIP at a SYNDBG exit and at an HCALL exit, relative to the instruction, of length `length`. */
  syndbgRip(length: bigint): bigint;
  hcallRip(length: bigint): bigint;
  /** The registers after userspace has answered a SYNDBG exit. */
  complete(registers: Registers, run: RunArea, cause: bigint, delivered: bigint): Registers;
  readonly completionOnImmediateExit: 'before' | 'skipped' | 'later';
  readonly immediateExitStores: boolean;
  readonly setRegsCancels: boolean;
  readonly hostStatusSurvives: boolean;
  /** The run area that a completion reads: the vCPU's own. */
  completionVcpu(vm: Vm, vcpu: number): number;
  faultRip(length: bigint): bigint;
  readonly faultKeepsRegisters: boolean;
  readonly errorCodeInRealMode: boolean;
  readonly rdmsrKeepsUpper: boolean;
  readonly upperHalvesCount: boolean;
  readonly refusedReason: 'INVAL' | 'UNKNOWN';
  readonly unknownReason: 'INVAL' | 'UNKNOWN';
  filterApplies(to: 'guest' | 'host'): boolean;
  /** Whether one denied register denies all six. */
  readonly filterWholeGroup: boolean;
  readonly ignoreMsrsOpens: boolean;
  traceText(vcpu: number, vpIndex: bigint, msr: bigint, data: bigint): string;
  readonly traceRefused: boolean;
  /** The value that the get trace point shows. */
  traceRead(value: bigint): bigint;
  readonly traceFirst: boolean;
  readonly checks: readonly HypercallCheck[];
  hypercallEnabled(vm: Vm, vcpu: number): boolean;
  readonly udOutsideKernelMode: boolean;
  readonly hypercallCodes: readonly bigint[];
  hcallParams(ingpa: bigint, outgpa: bigint): readonly [bigint, bigint];
  hcallInput(input: bigint): bigint;
  readonly hcallClearsResult: boolean;
  readonly emulatedWriteExitsTwice: boolean;
  readonly emulatedStoresAtOnce: boolean;
  enforce(arg: bigint, now: boolean): boolean;
  setCpuidAllowed(vcpu: Vcpu, leaves: readonly Leaf[]): boolean;
  /** Whether the values are lost when the leaves change. */
  readonly setCpuidClears: boolean;
  keptLeaves(leaves: readonly Leaf[]): readonly Leaf[];
  /** A kept leaf as KVM_GET_CPUID2 shows it. */
  shownLeaf(leaf: Leaf): Leaf;
  /** The registers after userspace has written the guest OS id or the reset MSR. */
  afterHypervReset(registers: Registers): Registers;
  supported(leaves: readonly Leaf[], vm: Vm): readonly Leaf[];
  readonly irqchipHidesBits: boolean;
  readonly irqchipHidesDebugBits: boolean;
  readonly e2bigKeepsNent: boolean;
  readonly e2bigBelow: number;
  readonly hvCpuidOnVm: boolean;
  readonly supportedCpuidFunctions: readonly bigint[];
  indexListed(msr: bigint, listed: boolean): boolean;
  readonly featureListed: boolean;
  readonly batchStopsAtUnknown: boolean;
  /** Entries of a batch that are done at most. */
  readonly batchLimit: number;
  readonly systemSetAllowed: boolean;
  readonly capabilityValue: bigint;
  readonly capability181: bigint;
  readonly capabilityName: string | null;
  readonly capabilityEnables: boolean;
  readonly exitsNeedSynic: boolean;
  systemGet(choice: string): string;
}

/** What Linux merged, as observed on 6.1, 6.12 and 7.2. */
export const UPSTREAM: Rules = {
  profile: 'upstream',
  register: registerOf,
  bank: (vm, _vcpu, vcpus) => vm * vcpus,
  features: featuresOf,
  gate: (vm, vcpu) => {
    const { features, enforceCpuid } = vm.vcpus[vcpu] as Vcpu;
    return features.interface && features.allowKernelDebugging && (!enforceCpuid || features.debugMsrs);
  },
  enabled: (vm, vcpu) => {
    const { features } = vm.vcpus[vcpu] as Vcpu;
    return features.interface && features.allowKernelDebugging;
  },
  hostMayAccess: () => true,
  storesWhenRefused: false,
  stored: (_name, value) => value,
  readBack: (name, registers) => registers[name],
  exits: (name) => name === 'control' || name === 'pending_page',
  hostWriteExits: false,
  payload: (msr, _before, after) => ({
    msr,
    control: after.control,
    send_page: after.send_page,
    recv_page: after.recv_page,
    pending_page: after.pending_page,
  }),
  exitStatus: (vcpu) => vcpu.lastEventPage,
  exitType: 3n,
  pad: 0n,
  syndbgRip: (length) => length,
  hcallRip: () => 0n,
  complete: (registers, run) => (run.msr === CONTROL ? { ...registers, status: run.status } : registers),
  completionOnImmediateExit: 'before',
  immediateExitStores: false,
  setRegsCancels: false,
  hostStatusSurvives: false,
  completionVcpu: (_vm, vcpu) => vcpu,
  faultRip: () => 0n,
  faultKeepsRegisters: true,
  errorCodeInRealMode: false,
  rdmsrKeepsUpper: false,
  upperHalvesCount: false,
  refusedReason: 'INVAL',
  unknownReason: 'UNKNOWN',
  filterApplies: (to) => to === 'guest',
  filterWholeGroup: false,
  ignoreMsrsOpens: false,
  traceText: (vcpu, vpIndex, msr, data) =>
    `vcpu_id ${vcpu} vp_index ${vpIndex} msr 0x${msr.toString(16)} data 0x${data.toString(16)}`,
  traceRefused: false,
  traceRead: (value) => value,
  traceFirst: true,
  checks: [CHECKS.accessDenied, CHECKS.reserved, CHECKS.fast, CHECKS.disabled, CHECKS.options],
  hypercallEnabled: (vm, vcpu) => vm.guestOsId !== 0n && (vm.vcpus[vcpu] as Vcpu).features.interface,
  udOutsideKernelMode: true,
  hypercallCodes: [0x69n, 0x6an, 0x6bn],
  hcallParams: (ingpa, outgpa) => [ingpa, outgpa],
  hcallInput: (input) => input,
  hcallClearsResult: false,
  emulatedWriteExitsTwice: true,
  emulatedStoresAtOnce: true,
  enforce: (arg) => arg !== 0n,
  setCpuidAllowed: (vcpu, leaves) => !vcpu.hasRun || sameLeaves(vcpu.leaves, leaves),
  setCpuidClears: false,
  keptLeaves: (leaves) => leaves,
  shownLeaf: (leaf) => leaf,
  afterHypervReset: (registers) => registers,
  supported: (leaves) => leaves,
  irqchipHidesBits: true,
  irqchipHidesDebugBits: false,
  e2bigKeepsNent: true,
  e2bigBelow: 0,
  hvCpuidOnVm: false,
  supportedCpuidFunctions: [0x40000000n, 0x40000001n],
  indexListed: (_msr, listed) => listed,
  featureListed: false,
  batchStopsAtUnknown: true,
  batchLimit: 64,
  systemSetAllowed: false,
  capabilityValue: 0n,
  capability181: 0n,
  capabilityName: null,
  capabilityEnables: false,
  exitsNeedSynic: false,
  systemGet: (choice) => choice,
};

/** The patch as posted: no switch at all, exits for host writes too (87o8st3j5h.fsf@vitty.brq.redhat.com quotes it). */
export const V6: Rules = {
  ...UPSTREAM,
  profile: 'v6',
  gate: () => true,
  enabled: () => true,
  hostWriteExits: true,
  checks: [CHECKS.fast, CHECKS.options],
  hypercallEnabled: (vm) => vm.guestOsId !== 0n,
  setCpuidAllowed: () => true,
  capabilityValue: 1n,
  capabilityName: 'KVM_CAP_HYPERV_DEBUGGING',
};

/** The patch with what the reviewer asked for: a capability that userspace enables (same message). */
export const REVIEW: Rules = {
  ...V6,
  profile: 'review',
  gate: (vm, _vcpu, access) => access === 'read' || vm.capEnabledOn.length > 0,
  enabled: (vm) => vm.capEnabledOn.length > 0,
  hostWriteExits: 'choice',
  checks: [CHECKS.fast, CHECKS.disabled, CHECKS.options],
  capabilityName: 'KVM_CAP_HYPERV_SYNDBG',
  capabilityEnables: true,
};

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
