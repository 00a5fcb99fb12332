/** The state of the machine: plain readonly data, shared between steps where nothing changed. */
import type { Features } from './cpuid';
import { featuresOf } from './cpuid';
import type { Register } from './msr';
import type { RunStructure } from './run-structure';
import { NO_RUN } from './run-structure';
import type { Config, Cpuid, Faulted, Hypercall, Leaf, Ok, Rdmsr, Registers, Wrmsr } from './types';

export type Instruction = Wrmsr | Rdmsr | Hypercall | Cpuid;

/** The SYNDBG payload as KVM holds it until the exit is delivered. */
export interface SyndbgPayload {
  readonly msr: bigint;
  readonly control: bigint;
  readonly send_page: bigint;
  readonly recv_page: bigint;
  readonly pending_page: bigint;
}

/** What an instruction gave: registers, a value, or a fault. */
export type Result = Ok | Faulted;

/** Why a vCPU is outside the guest, and what it does when it is entered again. */
export type Stopped =
  | {
      readonly kind: 'SYNDBG';
      readonly cause: bigint;
      readonly next: Instruction | null;
      /** Whether the completion of its write was done before the exit was delivered. */
      readonly completed: boolean;
    }
  | { readonly kind: 'SYNIC' | 'BARE'; readonly next: Instruction | null }
  | { readonly kind: 'HCALL'; readonly of: Hypercall }
  | { readonly kind: 'RDMSR'; readonly of: Rdmsr }
  | { readonly kind: 'WRMSR'; readonly of: Wrmsr }
  | { readonly kind: 'EINTR'; readonly next: Instruction | null; readonly result: Result | null };

/** What an exit will show that comes later than its write, and whether its completion comes before it. */
export interface Due {
  readonly payload: SyndbgPayload;
  readonly completed: boolean;
}

export interface Vcpu {
  /** What the MSR VP_INDEX holds: the vCPU's index in its VM until userspace writes another. */
  readonly vpIndex: bigint;
  readonly leaves: readonly Leaf[];
  readonly features: Features;
  readonly enforceCpuid: boolean;
  /** Whether the vCPU has ever been in the guest. */
  readonly hasRun: boolean;
  readonly synic: {
    readonly control: bigint;
    readonly eventPage: bigint;
    readonly messagePage: bigint;
  } | null;
  /** evt_page of the last SynIC exit, which stays in KVM's own record of exits, and at SYNDBG exits goes into the run structure as `status`. */
  readonly lastEventPage: bigint;
  readonly run: RunStructure;
  readonly stopped: Stopped | null;
  /** A SYNDBG exit that is due at the next entry. */
  readonly due: Due | null;
}

export interface Vm {
  /** The vCPUs on which KVM_CAP_HYPERV_SYNDBG was enabled (where a capability switches SynDbg). */
  readonly capEnabledOn: readonly number[];
  readonly registers: Registers;
  readonly guestOsId: bigint;
  /** Reasons for which refused MSR accesses exit to userspace: 1 INVAL, 2 UNKNOWN, 4 FILTER. */
  readonly userMsrMask: bigint;
  readonly denied: readonly { readonly base: bigint; readonly count: number }[];
  readonly vcpus: readonly Vcpu[];
  /** The guest's memory, byte by byte; 0 where nothing was written. */
  readonly memory: Memory;
  /** What the debugger has sent and the guest has not taken yet, oldest first. */
  readonly packets: readonly { readonly size: number; readonly value: bigint }[];
  /** Where userspace tells the guest that a packet waits; 0 for nowhere. */
  readonly pendingByte: bigint;
}

export type Memory = ReadonlyMap<bigint, number>;

export interface State {
  readonly config: Config;
  readonly ignoreMsrs: boolean;
  readonly vms: readonly Vm[];
}

/** The six values of a new VM. */
export const NO_REGISTERS: Registers = {
  control: 0n,
  status: 0n,
  send_page: 0n,
  recv_page: 0n,
  pending_page: 0n,
  options: 0n,
};

/** A VM as created: all registers 0, no CPUID, nothing enabled. */
export function initialState(config: Config): State {
  const vcpu = (_: unknown, index: number): Vcpu => ({
    vpIndex: BigInt(index),
    leaves: [],
    features: featuresOf([]),
    enforceCpuid: false,
    hasRun: false,
    synic: null,
    lastEventPage: 0n,
    run: NO_RUN,
    stopped: null,
    due: null,
  });
  const vm: Vm = {
    capEnabledOn: [],
    registers: NO_REGISTERS,
    guestOsId: 0n,
    userMsrMask: 0n,
    denied: [],
    vcpus: Array.from({ length: config.vcpus }, vcpu),
    memory: new Map(),
    packets: [],
    pendingByte: 0n,
  };
  return { config, ignoreMsrs: false, vms: Array.from({ length: config.vms }, () => vm) };
}

/** A copy of the registers with one of them changed. Written out, which is faster than a spread. */
export function withRegister(r: Registers, name: Register, value: bigint): Registers {
  const copy = {
    control: r.control,
    status: r.status,
    send_page: r.send_page,
    recv_page: r.recv_page,
    pending_page: r.pending_page,
    options: r.options,
  };
  copy[name] = value;
  return copy;
}

function replaced<T>(list: readonly T[], index: number, item: T): readonly T[] {
  const copy = list.slice();
  copy[index] = item;
  return copy;
}

export function withVm(state: State, vm: number, change: Partial<Vm>): State {
  const { config, ignoreMsrs, vms } = state;
  return { config, ignoreMsrs, vms: replaced(vms, vm, Object.assign(vmCopy(vms[vm] as Vm), change)) };
}

export function withVcpu(state: State, vm: number, vcpu: number, change: Partial<Vcpu>): State {
  const { vcpus } = state.vms[vm] as Vm;
  const changed = Object.assign(vcpuCopy(vcpus[vcpu] as Vcpu), change);
  return withVm(state, vm, { vcpus: replaced(vcpus, vcpu, changed) });
}

/** Written out, as all copies that each step makes: a spread takes five times as long. */
function vmCopy(vm: Vm): Vm {
  return {
    capEnabledOn: vm.capEnabledOn,
    registers: vm.registers,
    guestOsId: vm.guestOsId,
    userMsrMask: vm.userMsrMask,
    denied: vm.denied,
    vcpus: vm.vcpus,
    memory: vm.memory,
    packets: vm.packets,
    pendingByte: vm.pendingByte,
  };
}

function vcpuCopy(vcpu: Vcpu): Vcpu {
  return {
    vpIndex: vcpu.vpIndex,
    leaves: vcpu.leaves,
    features: vcpu.features,
    enforceCpuid: vcpu.enforceCpuid,
    hasRun: vcpu.hasRun,
    synic: vcpu.synic,
    lastEventPage: vcpu.lastEventPage,
    run: vcpu.run,
    stopped: vcpu.stopped,
    due: vcpu.due,
  };
}
