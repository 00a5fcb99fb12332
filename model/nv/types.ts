// Generated from schemas/nv.schema.json by `npm run types`. Change the schema, not this file.

/**
 * One operation.
 */
export type Op =
  | VcpuInit
  | GetOneReg
  | SetOneReg
  | SetVcpuEvents
  | SetGuestDebug
  | KvmRun
  | Enter
  | Preempt
  | Signal
  | Exit
  | InjectIrq
  | Execute
  | Exception
  | Msr
  | Mrs
  | Eret
  | Hvc
  | Trapped
  | Ldr;
/**
 * A register that userspace gets and sets by KVM_GET_ONE_REG and KVM_SET_ONE_REG.
 */
export type OneReg =
  | 'PSTATE'
  | 'PC'
  | 'HCR_EL2'
  | 'SPSR_EL1'
  | 'ELR_EL1'
  | 'ESR_EL1'
  | 'VBAR_EL1'
  | 'SPSR_EL2'
  | 'ELR_EL2'
  | 'ESR_EL2'
  | 'VBAR_EL2';
/**
 * A register that the guest reads or writes without a trap, whatever it calls it: with E2H, vEL2 calls those of vEL1 …_EL12.
 */
export type GuestReg =
  | 'HCR_EL2'
  | 'SPSR_EL1'
  | 'ELR_EL1'
  | 'ESR_EL1'
  | 'VBAR_EL1'
  | 'SPSR_EL2'
  | 'ELR_EL2'
  | 'ESR_EL2'
  | 'VBAR_EL2'
  | 'CurrentEL'
  | 'SPSel'
  | 'NZCV'
  | 'DAIF'
  | 'PAN'
  | 'UAO'
  | 'DIT'
  | 'SSBS';
export type Outcome = Ok | Failed | Faulted;
/**
 * For PSTATE: the name of its M.
 */
export type Mode =
  | 'EL0t'
  | 'EL1t'
  | 'EL1h'
  | 'EL2t'
  | 'EL2h'
  | 'EL3t'
  | 'EL3h'
  | 'User'
  | 'FIQ'
  | 'IRQ'
  | 'Supervisor'
  | 'Monitor'
  | 'Abort'
  | 'Hyp'
  | 'Undefined'
  | 'System'
  | 'reserved';
export type Event =
  Synced | EsrStored | Handled | Put | Loaded | Delivered | Returned | KvmExit | Warned | Panicked;

/**
 * A vCPU with a guest hypervisor under KVM/arm64: operations, outcomes and what can be inspected.
 */
export interface Nv {
  config: Config;
  op: Op;
  outcome: Outcome;
  inspection: Inspection;
}
/**
 * The host.
 */
export interface Config {
  /**
   * Whether the host kernel runs at EL2 (VHE).
   */
  vhe: boolean;
  /**
   * Whether the VM has an in-kernel vGIC.
   */
  vgic: boolean;
  /**
   * Whether the host CPU has AArch32 at EL0; as the host is unless given.
   */
  el0_32bit?: boolean;
}
/**
 * KVM_ARM_VCPU_INIT: a fresh vCPU with these features.
 */
export interface VcpuInit {
  op: 'vcpu_init';
  /**
   * KVM_ARM_VCPU_HAS_EL2.
   */
  has_el2: boolean;
  /**
   * KVM_ARM_VCPU_HAS_EL2_E2H0.
   */
  has_el2_e2h0: boolean;
  /**
   * KVM_ARM_VCPU_EL1_32BIT.
   */
  el1_32bit: boolean;
}
/**
 * KVM_GET_ONE_REG.
 */
export interface GetOneReg {
  op: 'get_one_reg';
  reg: OneReg;
}
/**
 * KVM_SET_ONE_REG.
 */
export interface SetOneReg {
  op: 'set_one_reg';
  reg: OneReg;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
/**
 * KVM_SET_VCPU_EVENTS with an SError pending.
 */
export interface SetVcpuEvents {
  op: 'set_vcpu_events';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  serror_esr: bigint;
}
/**
 * KVM_SET_GUEST_DEBUG.
 */
export interface SetGuestDebug {
  op: 'set_guest_debug';
  /**
   * Whether KVM_GUESTDBG_ENABLE and KVM_GUESTDBG_SINGLESTEP are set; nothing is set if not.
   */
  single_step: boolean;
}
/**
 * Userspace calls KVM_RUN: vcpu_load, and KVM stands before the entry. An MMIO load that waits is completed.
 */
export interface KvmRun {
  op: 'kvm_run';
  /**
   * Whether a signal waits already, so that nothing is entered; false unless given.
   */
  signal?: boolean;
}
/**
 * Run begins: the context is sampled and the CPU enters the guest.
 */
export interface Enter {
  op: 'enter';
}
/**
 * The host schedules another thread and comes back: vcpu_put, then vcpu_load.
 */
export interface Preempt {
  op: 'preempt';
}
/**
 * A signal waits: vcpu_put, and KVM_RUN returns.
 */
export interface Signal {
  op: 'signal';
}
/**
 * The CPU leaves the guest by no instruction of its own.
 */
export interface Exit {
  op: 'exit';
  kind: 'IRQ' | 'TRAP' | 'SERROR';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  esr?: bigint;
  /**
   * Whether KVM fixes the exit up and re-enters at once, without leaving the enter/fixup loop; false unless given.
   */
  resume?: boolean;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  spsr?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  elr?: bigint;
}
/**
 * KVM injects a virtual interrupt into vEL2.
 */
export interface InjectIrq {
  op: 'inject_irq';
}
/**
 * The guest executes ordinary instructions.
 */
export interface Execute {
  op: 'execute';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pc?: bigint;
  /**
   * Whether the last instruction was an indirect branch.
   */
  br?: boolean;
}
/**
 * A guest instruction takes an exception that the CPU delivers without KVM.
 */
export interface Exception {
  op: 'exception';
  class: 'SVC' | 'UDF' | 'FP';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  imm?: bigint;
}
/**
 * The guest writes a register without a trap.
 */
export interface Msr {
  op: 'msr';
  reg: GuestReg;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
/**
 * The guest reads a register without a trap.
 */
export interface Mrs {
  op: 'mrs';
  reg: GuestReg;
}
/**
 * The guest executes ERET: trapped at vEL2, the CPU's own affair at vEL1.
 */
export interface Eret {
  op: 'eret';
  /**
   * Whether the guest hypervisor has ERET trapped by HFGITR_EL2; false unless given.
   */
  fine_grained?: boolean;
  /**
   * The key of ERETAA or ERETAB; a plain ERET unless given. ELR_EL2 is shown without its code.
   */
  key?: 'A' | 'B';
  /**
   * Whether the code in ELR_EL2 is not the one that the key gives; false unless given.
   */
  forged?: boolean;
}
/**
 * The guest executes HVC.
 */
export interface Hvc {
  op: 'hvc';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  imm: bigint;
}
/**
 * vEL2 executes an instruction that KVM emulates and skips.
 */
export interface Trapped {
  op: 'trapped';
  insn: 'SMC' | 'TLBI VMALLE1' | 'TLBI ALLE2' | 'MRS VBAR_EL12' | 'MRS ACTLR_EL1' | 'WFE';
  /**
   * Whether KVM fixes the exit up and re-enters at once, without leaving the enter/fixup loop; false unless given.
   */
  resume?: boolean;
}
/**
 * The guest loads from an IPA that no memory backs.
 */
export interface Ldr {
  op: 'ldr';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  ipa: bigint;
}
export interface Ok {
  outcome: 'ok';
  mode?: Mode;
  /**
   * For HCR_EL2: bit 34.
   */
  e2h?: boolean;
  /**
   * For HCR_EL2: bit 27.
   */
  tge?: boolean;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value?: bigint;
  /**
   * @maxItems 64
   */
  events?: Event[];
}
/**
 * Of subjects with insight. Virtual PSTATE was taken from SPSR_EL2.
 */
export interface Synced {
  event: 'sync';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pstate: bigint;
}
/**
 * Of subjects with insight. ESR_EL2 was stored for the handlers.
 */
export interface EsrStored {
  event: 'esr';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  esr: bigint;
}
/**
 * Of subjects with insight. A handler of the exit ran, and saw the vCPU in this context.
 */
export interface Handled {
  event: 'handler';
  /**
   * What is_hyp_ctxt() said to it.
   */
  host_context: boolean;
}
/**
 * Of subjects with insight. vcpu_put saved the CPU's EL1 registers to this file.
 */
export interface Put {
  event: 'put';
  file: 'EL1' | 'vEL2';
}
/**
 * Of subjects with insight. vcpu_load took the CPU's EL1 registers from this file.
 */
export interface Loaded {
  event: 'load';
  file: 'EL1' | 'vEL2';
}
/**
 * An exception was delivered to the guest.
 */
export interface Delivered {
  event: 'exception';
  to: 'vEL1' | 'vEL2';
  by: 'CPU' | 'KVM';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  vector: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  esr: bigint;
}
/**
 * Of subjects with insight. KVM emulated an ERET from vEL2.
 */
export interface Returned {
  event: 'eret';
  path: 'fast' | 'slow';
}
/**
 * KVM_RUN returned, with this exit_reason.
 */
export interface KvmExit {
  event: 'kvm_exit';
  reason: 'INTR' | 'MMIO' | 'FAIL_ENTRY' | 'DEBUG';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  phys_addr?: bigint;
}
/**
 * Of subjects with insight. The host kernel logged a WARN.
 */
export interface Warned {
  event: 'warn';
}
/**
 * The host ended in a BUG.
 */
export interface Panicked {
  event: 'panic';
}
export interface Failed {
  outcome: 'error';
  error: 'EINVAL' | 'ENOENT' | 'EAGAIN' | 'ENOEXEC' | 'EINTR';
  /**
   * @maxItems 64
   */
  events?: Event[];
}
/**
 * The host did not survive the operation.
 */
export interface Faulted {
  outcome: 'fault';
  fault: '#BUG';
  /**
   * @maxItems 64
   */
  events?: Event[];
}
/**
 * The vCPU as userspace would read it if KVM_RUN returned now; 0 where it cannot be read, as once an entry has failed. Subjects with insight show what KVM and the CPU hold besides.
 */
export interface Inspection {
  /**
   * Where the thread of the vCPU is.
   */
  place: 'userspace' | 'kvm' | 'guest' | 'panicked';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pstate: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pc: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  hcr: bigint;
  el1: RegisterFile;
  vel2: RegisterFile1;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  esr?: bigint;
  /**
   * Insight: is_hyp_ctxt().
   */
  host_context?: boolean;
  /**
   * Insight: the context as this run uses it, while the guest is in.
   */
  sampled?: boolean;
  /**
   * Insight: the file that the CPU's EL1 registers hold.
   */
  loaded?: null | 'EL1' | 'vEL2';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  spsr?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  elr?: bigint;
  cpu?: RegisterFile2;
}
/**
 * The registers of vEL1.
 */
export interface RegisterFile {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  spsr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  elr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  esr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  vbar: bigint;
}
/**
 * The registers of vEL2; all 0 where there is none.
 */
export interface RegisterFile1 {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  spsr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  elr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  esr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  vbar: bigint;
}
/**
 * Insight: the CPU's EL1 registers.
 */
export interface RegisterFile2 {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  spsr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  elr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  esr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  vbar: bigint;
}

/** The capabilities that operations (`reset`: the configuration) and their parameters ask for; all else is core. */
export const OPERATIONS = {
  reset: {"vhe":{"false":"nvhe"},"el0_32bit":{"true":"el0-32bit","false":"el0-64bit-only"}},
  vcpu_init: {"has_el2_e2h0":"e2h0","el1_32bit":"el1-32bit"},
  set_vcpu_events: {"":"serror"},
  set_guest_debug: {"":"guest-debug"},
  exit: {"kind":{"TRAP":"forced-exit","SERROR":"forced-exit"},"spsr":"raw-exit","elr":"raw-exit"},
  inject_irq: {"":"inject-irq"},
  eret: {"fine_grained":"fgt","key":"pauth"},
} as const;

/** All operations. */
export const OPERATION_NAMES = ["vcpu_init","get_one_reg","set_one_reg","set_vcpu_events","set_guest_debug","kvm_run","enter","preempt","signal","exit","inject_irq","execute","exception","msr","mrs","eret","hvc","trapped","ldr"] as const;
