// Generated from schemas/syndbg.schema.json by `npm run types`. Change the schema, not this file.

/**
 * One operation.
 */
export type Op =
  | Wrmsr
  | Rdmsr
  | Hypercall
  | Cpuid
  | Run
  | SetRegs
  | GetMsrs
  | SetMsrs
  | SetCpuid
  | SwitchSyndbg
  | GetCpuid
  | EnableCap
  | CheckExtension
  | CapNumber
  | GetSupportedHvCpuid
  | GetSupportedCpuid
  | MsrListed
  | SetMsrFilter
  | SetIgnoreMsrs
  | ReadRun
  | WriteRun
  | ReadMemory
  | WriteMemory
  | PacketIn
  | Serve
  | PassLeaves;
export type Outcome = Ok | Failed | Faulted;
export type Event = SyndbgExit | HcallExit | SynicExit | RdmsrExit | WrmsrExit | BareExit | Trace | Packet;

/**
 * The Hyper-V synthetic debugger interface of KVM: operations, outcomes and what can be inspected.
 */
export interface Syndbg {
  config: Config;
  op: Op;
  outcome: Outcome;
  inspection: Inspection;
}
export interface Config {
  vms: number;
  /**
   * vCPUs in each VM.
   */
  vcpus: number;
  /**
   * Whether each VM has an in-kernel irqchip.
   */
  irqchip: boolean;
  /**
   * Whether the two trace points are on.
   */
  trace: boolean;
}
/**
 * The guest executes WRMSR.
 */
export interface Wrmsr {
  op: 'wrmsr';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  msr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  upper?: bigint;
  /**
   * Whether the CPU or KVM's instruction emulator runs the instruction; native unless given.
   */
  path?: 'native' | 'emulated';
  /**
   * CPU mode of the guest; long64 unless given.
   */
  mode?: 'real' | 'prot32' | 'long64';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip?: bigint;
  run?: RunArea;
}
/**
 * What userspace writes to the vCPU's run structure before KVM_RUN: `fill` first, then the fields from `type` on in this order. Some share bytes.
 */
export interface RunArea {
  /**
   * Set each byte of the exit area to this value (0x0..0xff) first.
   */
  fill?: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  reason?: bigint;
  /**
   * Set immediate_exit for this KVM_RUN.
   */
  immediate_exit?: boolean;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  type?: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  pad1?: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  msr?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  control?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  status?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  send_page?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  recv_page?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pending_page?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  result?: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  error?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  data?: bigint;
}
/**
 * The guest executes RDMSR.
 */
export interface Rdmsr {
  op: 'rdmsr';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  msr: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  upper?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rax?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rdx?: bigint;
  path?: 'native' | 'emulated';
  /**
   * CPU mode of the guest; long64 unless given.
   */
  mode?: 'real' | 'prot32' | 'long64';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip?: bigint;
  run?: RunArea;
}
/**
 * The guest makes a Hyper-V hypercall.
 */
export interface Hypercall {
  op: 'hypercall';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  input: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  ingpa: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  outgpa: bigint;
  /**
   * Current privilege level; 0 unless given.
   */
  cpl?: 0 | 1 | 2 | 3;
  /**
   * CPU mode of the guest; long64 unless given.
   */
  mode?: 'real' | 'prot32' | 'long64';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip?: bigint;
  run?: RunArea;
}
/**
 * The guest executes CPUID.
 */
export interface Cpuid {
  op: 'cpuid';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  function: bigint;
  /**
   * CPU mode of the guest; long64 unless given.
   */
  mode?: 'real' | 'prot32' | 'long64';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip?: bigint;
  run?: RunArea;
}
/**
 * Userspace calls KVM_RUN: an exit is completed, an instruction that was put off runs, else the guest halts.
 */
export interface Run {
  op: 'run';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  run?: RunArea;
}
/**
 * KVM_SET_REGS: userspace sends the guest elsewhere.
 */
export interface SetRegs {
  op: 'set_regs';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip: bigint;
}
/**
 * KVM_GET_MSRS on a vCPU or on /dev/kvm.
 */
export interface GetMsrs {
  op: 'get_msrs';
  fd: 'vcpu' | 'system';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * @minItems 1
   * @maxItems 64
   *
   * Items: An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  msrs: bigint[];
}
/**
 * KVM_SET_MSRS on a vCPU or on /dev/kvm.
 */
export interface SetMsrs {
  op: 'set_msrs';
  fd: 'vcpu' | 'system';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * @minItems 1
   * @maxItems 64
   */
  msrs: {
    /**
     * An unsigned value of at most 32 bits, in lower-case hexadecimal.
     */
    msr: bigint;
    /**
     * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
     */
    value: bigint;
  }[];
}
/**
 * KVM_SET_CPUID2; only the leaves from 0x40000000 are named, the others stay the same.
 */
export interface SetCpuid {
  op: 'set_cpuid';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * @maxItems 256
   */
  leaves: Leaf[];
}
export interface Leaf {
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  function: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  eax: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  ebx: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  ecx: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  edx: bigint;
}
/**
 * SynDbg is switched on or off for a vCPU that has not run yet, by whatever switch the implementation has. Where it has CPUID tables, this is what set_cpuid does with the leaves.
 */
export interface SwitchSyndbg {
  op: 'switch_syndbg';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  on: boolean;
}
/**
 * KVM_GET_CPUID2, one leaf of it.
 */
export interface GetCpuid {
  op: 'get_cpuid';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  function: bigint;
}
/**
 * KVM_ENABLE_CAP.
 */
export interface EnableCap {
  op: 'enable_cap';
  fd: 'vcpu' | 'vm';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  cap: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  arg: bigint;
}
/**
 * KVM_CHECK_EXTENSION.
 */
export interface CheckExtension {
  op: 'check_extension';
  fd: 'system' | 'vm';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  cap: number;
}
/**
 * The number that the UAPI header gives to a capability's name.
 */
export interface CapNumber {
  op: 'cap_number';
  name: string;
}
/**
 * KVM_GET_SUPPORTED_HV_CPUID.
 */
export interface GetSupportedHvCpuid {
  op: 'get_supported_hv_cpuid';
  fd: 'system' | 'vm' | 'vcpu';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * Entries that userspace has room for.
   */
  nent: number;
  /**
   * Whether index, flags and padding of each entry are wanted too; no unless given.
   */
  whole?: boolean;
}
/**
 * KVM_GET_SUPPORTED_CPUID on /dev/kvm: which functions in 0x40000000..0x400001ff it lists.
 */
export interface GetSupportedCpuid {
  op: 'get_supported_cpuid';
}
/**
 * Whether KVM_GET_MSR_INDEX_LIST or KVM_GET_MSR_FEATURE_INDEX_LIST names the MSR.
 */
export interface MsrListed {
  op: 'msr_listed';
  list: 'index' | 'feature';
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  msr: bigint;
}
/**
 * KVM_X86_SET_MSR_FILTER: allow by default, deny these ranges for read and write.
 */
export interface SetMsrFilter {
  op: 'set_msr_filter';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * @maxItems 16
   */
  deny: {
    /**
     * An unsigned value of at most 32 bits, in lower-case hexadecimal.
     */
    base: bigint;
    count: number;
  }[];
}
/**
 * The module parameter kvm.ignore_msrs.
 */
export interface SetIgnoreMsrs {
  op: 'set_ignore_msrs';
  on: boolean;
}
/**
 * Userspace reads bytes of the vCPU's run structure.
 */
export interface ReadRun {
  op: 'read_run';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * Bytes from the beginning of struct kvm_run.
   */
  offset: number;
  /**
   * How many bytes.
   */
  size: number;
}
/**
 * Userspace writes bytes of the vCPU's run structure.
 */
export interface WriteRun {
  op: 'write_run';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  /**
   * Bytes from the beginning of struct kvm_run.
   */
  offset: number;
  /**
   * How many bytes.
   */
  size: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
/**
 * What stands in the guest's memory.
 */
export interface ReadMemory {
  op: 'read_memory';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  gpa: bigint;
  /**
   * How many bytes.
   */
  size: number;
}
/**
 * Bytes are put into the guest's memory, which is 0 where nothing was written.
 */
export interface WriteMemory {
  op: 'write_memory';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  gpa: bigint;
  /**
   * How many bytes.
   */
  size: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
/**
 * The debugger sends a packet to userspace.
 */
export interface PacketIn {
  op: 'packet';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * How many bytes.
   */
  size: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
/**
 * Userspace, which has the debugger's transport, does what the exit asks for in which the vCPU waits, and writes its answer to the run structure. It does not enter the vCPU.
 */
export interface Serve {
  op: 'serve';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
}
/**
 * Userspace gives the vCPU the leaves that KVM lists, as far as it has what they announce; whether it has a debugger is `debugger`.
 */
export interface PassLeaves {
  op: 'pass_leaves';
  /**
   * Index of the VM, from 0.
   */
  vm: number;
  /**
   * Index of the vCPU within its VM, from 0.
   */
  vcpu: number;
  debugger: boolean;
}
export interface Ok {
  outcome: 'ok';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rax?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rdx?: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  eax?: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  ebx?: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  ecx?: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  edx?: bigint;
  /**
   * Entries done.
   */
  count?: number;
  /**
   * @maxItems 64
   *
   * Items: An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  values?: bigint[];
  nent?: number;
  /**
   * The leaf, or null where the vCPU has none.
   */
  leaf?: Leaf | null;
  /**
   * @maxItems 256
   */
  leaves?: Entry[];
  /**
   * @maxItems 256
   *
   * Items: An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  functions?: bigint[];
  listed?: boolean;
  /**
   * Exits and trace points, in order; none unless given.
   *
   * @maxItems 64
   */
  events?: Event[];
}
/**
 * An entry of the list of leaves; what is beside the leaf itself only where it was asked for.
 */
export interface Entry {
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  function: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  eax: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  ebx: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  ecx: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  edx: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  index?: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  flags?: bigint;
  /**
   * @minItems 3
   * @maxItems 3
   *
   * Items: An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  padding?: bigint[];
}
/**
 * KVM_EXIT_HYPERV, type SYNDBG.
 */
export interface SyndbgExit {
  event: 'exit';
  exit: 'SYNDBG';
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  reason: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  type: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  pad1: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  msr: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  pad2: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  control: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  status: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  send_page: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  recv_page: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pending_page: bigint;
}
/**
 * KVM_EXIT_HYPERV, type HCALL.
 */
export interface HcallExit {
  event: 'exit';
  exit: 'HCALL';
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  reason: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  type: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  pad1: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  input: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  result: bigint;
  /**
   * @minItems 2
   * @maxItems 2
   */
  params: readonly [bigint, bigint];
}
/**
 * KVM_EXIT_HYPERV, type SYNIC.
 */
export interface SynicExit {
  event: 'exit';
  exit: 'SYNIC';
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  reason: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  type: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  pad1: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  msr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  control: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  evt_page: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  msg_page: bigint;
}
/**
 * KVM_EXIT_X86_RDMSR.
 */
export interface RdmsrExit {
  event: 'exit';
  exit: 'RDMSR';
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  reason: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  index: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  msr_reason: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  data: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  error: bigint;
}
/**
 * KVM_EXIT_X86_WRMSR.
 */
export interface WrmsrExit {
  event: 'exit';
  exit: 'WRMSR';
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  reason: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  index: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  msr_reason: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  data: bigint;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  error: bigint;
}
/**
 * KVM_RUN returned 0 though there is nothing for userspace to do; `reason` is whatever stands there.
 */
export interface BareExit {
  event: 'exit';
  exit: 'BARE';
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  reason: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip: bigint;
}
/**
 * A trace point, as the trace buffer prints it.
 */
export interface Trace {
  event: 'trace';
  name: 'kvm_hv_syndbg_set_msr' | 'kvm_hv_syndbg_get_msr';
  text: string;
}
/**
 * Userspace sends a packet to the debugger.
 */
export interface Packet {
  event: 'packet';
  /**
   * How many bytes.
   */
  size: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
export interface Failed {
  outcome: 'error';
  /**
   * The name of the error, without a sign.
   */
  error: string;
  nent?: number;
  /**
   * Exits and trace points, in order; none unless given.
   *
   * @maxItems 64
   */
  events?: Event[];
}
export interface Faulted {
  outcome: 'fault';
  fault: '#GP' | '#UD';
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  error_code?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rip?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rax?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  rdx?: bigint;
  /**
   * Exits and trace points, in order; none unless given.
   *
   * @maxItems 64
   */
  events?: Event[];
}
export interface Inspection {
  /**
   * @maxItems 16
   */
  vms: {
    registers: Registers;
    /**
     * @maxItems 256
     */
    vcpus: VcpuView[];
  }[];
}
export interface Registers {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  control: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  status: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  send_page: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  recv_page: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pending_page: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  options: bigint;
}
export interface VcpuView {
  /**
   * What the vCPU waits in; null where it can run.
   */
  stopped: null | 'SYNDBG' | 'HCALL' | 'SYNIC' | 'RDMSR' | 'WRMSR' | 'BARE' | 'EINTR';
}

/** The capabilities that operations (`reset`: the configuration) and their parameters ask for; all else is core. */
export const OPERATIONS = {
  reset: {"trace":"trace","irqchip":"synic"},
  wrmsr: {"path":{"emulated":"emulator"},"mode":{"real":"cpu-modes","prot32":"cpu-modes"},"run.immediate_exit":"immediate-exit"},
  rdmsr: {"path":{"emulated":"emulator"},"mode":{"real":"cpu-modes","prot32":"cpu-modes"},"run.immediate_exit":"immediate-exit"},
  hypercall: {"":"hypercalls","mode":{"real":"cpu-modes","prot32":"cpu-modes"},"run.immediate_exit":"immediate-exit"},
  cpuid: {"":"cpuid-tables","mode":{"real":"cpu-modes","prot32":"cpu-modes"},"run.immediate_exit":"immediate-exit"},
  run: {"run.immediate_exit":"immediate-exit"},
  set_regs: {"":"set-regs"},
  set_cpuid: {"":"cpuid-tables"},
  get_cpuid: {"":"cpuid-tables"},
  enable_cap: {"cap":{"123":"synic","148":"synic","188":"user-space-msr","199":"enforce-cpuid","*":"capabilities"}},
  check_extension: {"":"capabilities"},
  cap_number: {"":"capabilities"},
  get_supported_hv_cpuid: {"":"supported-cpuid","whole":"cpuid-entries"},
  get_supported_cpuid: {"":"supported-cpuid"},
  msr_listed: {"":"msr-lists"},
  set_msr_filter: {"":"msr-filter"},
  set_ignore_msrs: {"":"ignore-msrs"},
  read_run: {"":"run-bytes"},
  write_run: {"":"run-bytes"},
  read_memory: {"":"vmm"},
  write_memory: {"":"vmm"},
  packet: {"":"vmm"},
  serve: {"":"vmm"},
  pass_leaves: {"":"vmm"},
} as const;

/** All operations. */
export const OPERATION_NAMES = ["wrmsr","rdmsr","hypercall","cpuid","run","set_regs","get_msrs","set_msrs","set_cpuid","switch_syndbg","get_cpuid","enable_cap","check_extension","cap_number","get_supported_hv_cpuid","get_supported_cpuid","msr_listed","set_msr_filter","set_ignore_msrs","read_run","write_run","read_memory","write_memory","packet","serve","pass_leaves"] as const;
